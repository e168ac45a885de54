#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension ProcessStatistics {
    /// What the system says about this process now; nothing where there is no /proc.
    static func ofThisProcess() -> ProcessStatistics {
        ProcessStatistics(
            stat: text(ofFile: "/proc/self/stat"), systemStat: text(ofFile: "/proc/stat"),
            limits: text(ofFile: "/proc/self/limits"), openFiles: entryCount(ofDirectory: "/proc/self/fd"),
            ticksPerSecond: sysconf(Int32(_SC_CLK_TCK)), pageBytes: sysconf(Int32(_SC_PAGESIZE)))
    }

    private static func text(ofFile path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        while true {
            let start = bytes.count
            bytes.append(contentsOf: repeatElement(0, count: 4096))
            let count = bytes.withUnsafeMutableBytes { read(file, $0.baseAddress.map { $0 + start }, 4096) }
            bytes.removeLast(4096 - max(0, count))
            if count < 0 { return nil }
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
        }
    }

    private static func entryCount(ofDirectory path: String) -> Int? {
        guard let directory = opendir(path) else { return nil }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        return max(0, count - 3)  // `.`, `..`, and the descriptor with which the directory is read
    }
}
