import SystemPackage

/// What the file system says of a file. While it stays equal, nobody has written to the file, or put another there.
struct FileStamp: Hashable {
    let size: Int64
    let modified: FileTime
    /// When the file or anything that is known of it changed; unlike ``modified`` no program can set it.
    let changed: FileTime
    let inode: UInt64
    let device: UInt64
    /// The kind and the permission bits.
    let mode: UInt64

    /// Looks at `path`, following a symbolic link.
    /// - Throws: ``LayerError/unreadable(_:_:)``.
    init(_ path: FilePath) throws(LayerError) {
        let status: Stat
        do { status = try path.stat() } catch { throw .unreadable(path, error) }
        size = status.size
        modified = FileTime(status.st_mtim)
        changed = FileTime(status.st_ctim)
        inode = UInt64(truncatingIfNeeded: status.inode.rawValue)
        device = UInt64(truncatingIfNeeded: status.deviceID.rawValue)
        mode = UInt64(truncatingIfNeeded: status.mode.rawValue)
    }
}
