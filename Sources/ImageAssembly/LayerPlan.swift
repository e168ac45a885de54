/// The entries of a layer in the order in which they are written, every parent before what is in it.
struct LayerPlan {
    let entries: [LayerEntry]

    /// Adds the directories above `entries`, and sorts all by the names that the archive will hold.
    /// - Throws: ``LayerError/duplicate(_:)`` or ``LayerError/parentNotADirectory(_:parent:)``.
    init(_ entries: [LayerEntry]) throws(LayerError) {
        var placed: [LayerPath: LayerEntry] = [:]
        for entry in entries {
            if let other = placed[entry.path], other.content != .directory || entry.content != .directory {
                throw .duplicate(entry.path.description)
            }
            placed[entry.path] = entry
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

    /// A directory's name ends with a slash in the archive, and the slash takes part in the order.
    private static func archiveName(_ entry: LayerEntry) -> [UInt8] {
        Array(entry.path.description.utf8) + (entry.content == .directory ? [UInt8(ascii: "/")] : [])
    }
}
