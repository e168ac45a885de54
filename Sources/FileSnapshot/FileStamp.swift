#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What changes when a file is written or replaced.
struct FileStamp: Hashable, Sendable {
    /// In bytes.
    private let size: Int64
    /// When its bytes last changed, in nanoseconds since 1970.
    private let modified: Int64
    /// When its bytes, name, mode or owner last changed, in nanoseconds since 1970; no program can set it back.
    private let changed: Int64
    private let inode: UInt64

    /// The stamp in `status`.
    init(_ status: stat) {
        size = Int64(status.st_size)
        inode = UInt64(status.st_ino)
        #if canImport(Darwin)
            (modified, changed) = (Self.nanoseconds(status.st_mtimespec), Self.nanoseconds(status.st_ctimespec))
        #else
            (modified, changed) = (Self.nanoseconds(status.st_mtim), Self.nanoseconds(status.st_ctim))
        #endif
    }

    /// Appends 32 bytes.
    func encode(into bytes: inout [UInt8]) {
        for number in [size, modified, changed, Int64(bitPattern: inode)] {
            withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
        }
    }

    /// Times beyond the year 2262 wrap, which no comparison minds.
    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
