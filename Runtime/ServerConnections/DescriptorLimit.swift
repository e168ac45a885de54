#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// How many files and sockets the process may have open (`RLIMIT_NOFILE`): beyond it no connection can be accepted.
public enum DescriptorLimit {
    /// What a server leaves for the model's files, its log, its event loops and its listening sockets.
    public static let reserved = 64

    /// The limit now.
    public static var current: Int {
        Int(clamping: limit()?.rlim_cur ?? rlim_t(1024))
    }

    /// Raises the limit to what the system allows this process, and returns it. It concerns the whole process, so it is
    /// called at its start, by the one who owns the process.
    @discardableResult
    public static func raise() -> Int {
        guard var limit = limit(), limit.rlim_cur < limit.rlim_max else { return current }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(files, &limit)  // a limit that cannot be raised stays as it is
        return current
    }

    private static func limit() -> rlimit? {
        var limit = rlimit()
        return getrlimit(files, &limit) == 0 ? limit : nil
    }

    #if canImport(Glibc)
        private static var files: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_NOFILE.rawValue) }
    #else
        private static var files: Int32 { RLIMIT_NOFILE }
    #endif
}
