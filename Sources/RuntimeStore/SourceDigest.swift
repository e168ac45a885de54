import ImageAssembly
import LayerArchive
public import OCISpec
public import SystemPackage

/// A digest over the contents of files: the same tree gives the same digest in every folder, at every time, for every
/// owner and mode.
public enum SourceDigest {
    /// The digest of `paths`, files or folders relative to `folder`, and of all that is in the folders.
    ///
    /// Of each file, its relative path, its length and its bytes count, in the order of the paths' bytes; of a symbolic
    /// link, its path and the text of its target. Within folders, what begins with `.` or ends with `~` is left out;
    /// folders themselves, empty ones for example, do not count. The order of `paths` does not matter, nor that one is
    /// named twice.
    /// - Throws: `ArchiveError` when a path does not exist, cannot be read, or is neither a file, a folder nor a link;
    ///   `LayerError` when a folder cannot be listed or a name is not UTF-8; `DigesterError`; `CancellationError`.
    public static func of(folder: FilePath, below paths: [String]) throws -> Digest {
        var found: [String: Item] = [:]
        for path in paths {
            let name = FilePath(path).lexicallyNormalized().string
            try gather(folder.appending(name), as: name, into: &found)
        }
        let digester = try Digester()
        for (name, item) in found.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            try Task.checkCancellation()
            switch item {
            case .file(let path): try add(path, as: name, to: digester)
            case .link(let target):
                try add(header: "link", name, target.utf8.count, to: digester)
                try digester.update(Array(target.utf8))
            }
        }
        return try digester.finish()
    }

    private enum Item {
        case file(FilePath)
        case link(target: String)
    }

    private static func gather(_ path: FilePath, as name: String, into found: inout [String: Item]) throws {
        let status: Stat
        do {
            status = try path.stat(followTargetSymlink: false)
        } catch {
            throw ArchiveError.unreadable(path, error)
        }
        switch status.type {
        case .regular: found[name] = .file(path)
        case .symbolicLink: found[name] = .link(target: try FolderListing.linkTarget(path))
        case .directory:
            for child in try FolderListing.names(in: path) where !child.hasPrefix(".") && !child.hasSuffix("~") {
                try gather(path.appending(child), as: name == "." ? child : "\(name)/\(child)", into: &found)
            }
        default: throw ArchiveError.notARegularFile(path)
        }
    }

    private static func add(_ path: FilePath, as name: String, to digester: Digester) throws {
        let file = try SourceFile(path)
        defer { file.close() }
        try add(header: "file", name, Int(file.size), to: digester)
        try file.forEachPiece { try digester.update($0) }
    }

    /// The lengths make it certain where a name ends and a content begins, whatever they hold.
    private static func add(header kind: String, _ name: String, _ length: Int, to digester: Digester) throws {
        try digester.update(Array("\(kind) \(name.utf8.count) \(length) \(name)\n".utf8))
    }
}
