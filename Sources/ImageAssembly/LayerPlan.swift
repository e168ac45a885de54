/// The entries of a layer in the order in which they are written, every parent before what is in it.
struct LayerPlan {
    let entries: [LayerEntry]

    /// Adds the directories above `entries`, and sorts all by the names that the archive will hold.
    /// - Throws: ``LayerError/duplicate(_:)`` or ``LayerError/parentNotADirectory(_:parent:)``.
    init(_ entries: [LayerEntry]) throws(LayerError) {
        var placed: [LayerPath: LayerEntry] = [:]
        for entry in entries {
            guard let other = placed[entry.path] else {
                placed[entry.path] = entry
                continue
            }
            guard let directory = Self.common(other, entry) else { throw .duplicate(entry.path.description) }
            placed[entry.path] = directory
        }
        for entry in entries {
            var child = entry.path
            while let parent = child.parent {
                let directory = placed[parent] ?? LayerEntry(directory: parent)
                guard directory.content == .directory else {
                    throw .parentNotADirectory(entry.path.description, parent: parent.description)
                }
                placed[parent] = directory
                child = parent
            }
        }
        self.entries = placed.values
            .map { (name: Self.archiveName($0), entry: $0) }
            .sorted { $0.name.lexicographicallyPrecedes($1.name) }
            .map(\.entry)
    }

    /// Two directories at one path are one, with the attributes that were given to either; nil for anything else.
    private static func common(_ one: LayerEntry, _ other: LayerEntry) -> LayerEntry? {
        guard one.content == .directory, other.content == .directory else { return nil }
        if one.attributes == .usual { return other }
        return other.attributes == .usual || other.attributes == one.attributes ? one : nil
    }

    /// A directory's name ends with a slash in the archive, and the slash takes part in the order.
    private static func archiveName(_ entry: LayerEntry) -> [UInt8] {
        Array(entry.path.description.utf8) + (entry.content == .directory ? [UInt8(ascii: "/")] : [])
    }
}
