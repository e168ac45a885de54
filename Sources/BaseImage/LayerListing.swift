import LayerArchive
import SystemPackage

/// What one layer adds and takes away.
///
/// Whiteouts count for the layers below alone, wherever in the archive they stand
/// ([image spec](https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts)).
struct LayerListing {
    /// Something that the layer adds.
    struct Addition {
        let path: [String]
        let kind: FileTree.Kind
    }

    /// The paths that it takes away.
    private(set) var whiteouts: [[String]] = []
    /// The directories whose content it takes away.
    private(set) var opaqueDirectories: [[String]] = []
    /// What it adds, in the archive's order.
    private(set) var additions: [Addition] = []

    /// Reads the uncompressed archive in `tar`.
    /// - Throws: ``BaseError`` for a name that leads out; `ArchiveError`.
    init(tar: FilePath, source: String) throws {
        let reader = try TarReader(tar)
        while let entry = try reader.next() {
            try Task.checkCancellation()
            guard let path = EntryName.components(of: entry.path), add(entry, at: path) else {
                throw BaseError(source, .unsafeEntry(entry.path))
            }
        }
    }

    private static let whiteout = ".wh."
    private static let opaque = ".wh..wh..opq"
    /// What a file system of old times kept for itself.
    private static let internalPrefix = ".wh..wh."

    /// - Returns: Whether what the entry deletes is inside of the image.
    private mutating func add(_ entry: TarEntry, at path: [String]) -> Bool {
        guard let name = path.last else { return true }
        if name == Self.opaque {
            opaqueDirectories.append(path.dropLast())
        } else if name.hasPrefix(Self.internalPrefix) {
            return true
        } else if name.hasPrefix(Self.whiteout) {
            let deleted = String(name.dropFirst(Self.whiteout.count))
            guard !["", ".", ".."].contains(deleted) else { return false }
            whiteouts.append(path.dropLast() + [deleted])
        } else {
            additions.append(Addition(path: path, kind: FileTree.Kind(entry)))
        }
        return true
    }
}

extension FileTree.Kind {
    fileprivate init(_ entry: TarEntry) {
        switch entry.kind {
        case .directory: self = .directory(entry.attributes)
        case .symbolicLink(let target): self = .symbolicLink(target)
        default: self = .file
        }
    }
}
