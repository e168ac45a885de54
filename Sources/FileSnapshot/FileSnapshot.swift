public import OCISpec
public import SystemPackage

/// What some folders look like by metadata alone: whether anything has changed is known after some milliseconds for some
/// thousand files, none of which is opened.
///
/// Two snapshots are equal when each file has the same path, kind, size, mode, inode and times. The times are those of the
/// file system: what is written twice within one tick of its clock (4 ms on Linux), to the same size, and between the two
/// was taken a snapshot of, seems unchanged.
public struct FileSnapshot: Hashable, Sendable {
    /// The SHA-256 of all that is compared.
    public let digest: Digest
    /// The number of files and links, without folders and without what is missing.
    public let fileCount: Int

    /// Sorted by the bytes of their paths; no path stands there twice.
    private let entries: [FileEntry]

    /// Looks at every file below `folders`, and at each of `files`; what is missing of these counts as missing.
    ///
    /// Left out, since nothing is built from them:
    /// - folders called `.build`, `.build-*`, `.build_*`, `.git`, `.hg`, `.svn`, `node_modules`, `__pycache__`, `.venv`;
    /// - what editors leave for a moment: `.*.sw?`, `*~`, `.#*`, `#*#`, `4913`, `.DS_Store`.
    ///
    /// What is named in `folders` or `files` is never left out, and followed when it is a symbolic link. Below, a link
    /// counts by the text in it, and by the file that it leads to; a folder that it leads to is not looked into. Of a
    /// folder, its mode counts and what is in it, but not its times, which change with files that are left out. Files
    /// that vanish while they are looked at are simply not there.
    /// - Throws: ``FileSnapshotError``.
    public init(folders: [FilePath], files: [FilePath] = []) throws(FileSnapshotError) {
        var walk = FolderWalk()
        for file in files { try walk.add(named: file) }
        for folder in folders { try walk.add(below: folder) }
        entries = walk.entries()
        fileCount = entries.count { $0.state.kind.isFile }
        do throws(DigesterError) {
            var bytes: [UInt8] = []
            for entry in entries { entry.encode(into: &bytes) }
            digest = try Digest.of(bytes)
        } catch {
            throw .cannotHash(error)
        }
    }

    /// The paths that are new, gone or different since `earlier`, sorted by their bytes: the first `limit` of them.
    public func changes(since earlier: FileSnapshot, limit: Int) -> [FilePath] {
        var changes: [FilePath] = []
        var (old, new) = (earlier.entries[...], entries[...])
        while changes.count < limit {
            switch (old.first, new.first) {
            case (let before?, let now?) where before.path == now.path:
                if before.state != now.state { changes.append(now.filePath) }
                (old, new) = (old.dropFirst(), new.dropFirst())
            case (let before?, let now) where now.map(before.precedes) ?? true:
                changes.append(before.filePath)
                old = old.dropFirst()
            case (_, let now?):
                changes.append(now.filePath)
                new = new.dropFirst()
            default: return changes
            }
        }
        return changes
    }
}

extension FileSnapshot: CustomStringConvertible {
    /// The number of files and the digest.
    public var description: String { "\(fileCount) files, \(digest)" }
}
