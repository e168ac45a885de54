public import SystemPackage

extension LayerEntry {
    /// Everything in `folder`, to stand below `destination`; an empty `destination` is the image's root.
    ///
    /// Files, folders (empty ones as well) and hidden files are taken. Symbolic links stay links; they must be relative
    /// and, read as text, stay inside of `folder`. Left out are `.DS_Store` and `.gitkeep`, which serve the machine and
    /// the repository and not the model.
    /// - Throws: ``LayerError``, naming the first path in the way.
    public static func contents(of folder: FilePath, at destination: String) throws(LayerError) -> [LayerEntry] {
        let status: Stat
        do { status = try folder.stat() } catch { throw .unreadable(folder, error) }
        guard status.type == .directory else { throw .notAFolder(folder) }
        var entries: [LayerEntry] = []
        if !destination.isEmpty { entries.append(try .directory(at: destination)) }
        try append(folder, below: destination, depth: 0, to: &entries)
        return entries
    }

    private static func append(
        _ folder: FilePath, below destination: String, depth: Int, to entries: inout [LayerEntry]
    ) throws(LayerError) {
        for name in try FolderListing.names(in: folder) where name != ".DS_Store" && name != ".gitkeep" {
            let source = folder.appending(name)
            let place = destination.isEmpty ? name : "\(destination)/\(name)"
            let status: Stat
            do { status = try source.stat(followTargetSymlink: false) } catch { throw .unreadable(source, error) }
            switch status.type {
            case .regular: entries.append(try .file(source, at: place))
            case .symbolicLink:
                entries.append(try .symbolicLink(to: linkTarget(source, depth: depth), at: place))
            case .directory:
                entries.append(try .directory(at: place))
                try append(source, below: place, depth: depth + 1, to: &entries)
            default: throw .unsupportedKind(source, kind: FileKindName.of(status.type))
            }
        }
    }

    /// The target of the link `source`, which stands `depth` folders below the one that is copied.
    private static func linkTarget(_ source: FilePath, depth: Int) throws(LayerError) -> String {
        let target = try FolderListing.linkTarget(source)
        var level = target.hasPrefix("/") ? -1 : depth
        for component in target.split(separator: "/") where level >= 0 && component != "." {
            level += component == ".." ? -1 : 1
        }
        guard level >= 0 else { throw .linkLeavesFolder(source, target: target) }
        return target
    }
}
