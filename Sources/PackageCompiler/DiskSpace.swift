import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// How full a disk is.
enum DiskSpace {
    /// With less than this a failed build is put down to the disk: an executable alone takes 20 to 40 MB.
    static let fewBytes: Int64 = 64_000_000

    /// The bytes that this user may still write to the disk that holds `path`; nil when the system does not tell.
    static func freeBytes(at path: FilePath) -> Int64? {
        var status = statvfs()
        guard statvfs(path.string, &status) == 0 else { return nil }
        return Int64(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
    }
}
