import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A moment as file systems count it, in nanoseconds since 1970-01-01T00:00:00Z.
struct FileTime: Hashable, Sendable, Comparable {
    let nanoseconds: Int64

    /// The moment `nanoseconds` after 1970-01-01T00:00:00Z.
    init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// The moment that C calls `time`. One beyond the year 2262, which only a damaged file system has, wraps.
    init(_ time: timespec) {
        nanoseconds = Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }

    /// The present moment by the clock from which file systems take theirs.
    static func now() -> FileTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return FileTime(time)
    }

    /// The moment so many whole seconds before this one.
    func seconds(before count: Int64) -> FileTime {
        FileTime(nanoseconds: nanoseconds &- count &* 1_000_000_000)
    }

    /// The moment as C has it.
    var inC: timespec {
        let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        // A moment before 1970 has a negative rest, which C does not allow.
        return rest < 0
            ? .init(tv_sec: Int(seconds) - 1, tv_nsec: Int(rest) + 1_000_000_000)
            : .init(tv_sec: Int(seconds), tv_nsec: Int(rest))
    }

    static func < (left: FileTime, right: FileTime) -> Bool { left.nanoseconds < right.nanoseconds }
}
