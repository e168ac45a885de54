#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What makes one CloudEvent this one: its id and its time.
struct EventStamp: Sendable, Equatable {
    /// A random UUID (RFC 9562, version 4), in lower case.
    let id: String
    /// Now, in UTC with microseconds (RFC 3339): `2026-01-31T12:00:00.000001+00:00`.
    let time: String

    /// A new one.
    init() {
        id = Self.uuid(.random(in: .min ... .max), .random(in: .min ... .max))
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        time = Self.format(seconds: now.tv_sec, microseconds: now.tv_nsec / 1000)
    }

    /// The UUID of 122 of these 128 bits.
    static func uuid(_ high: UInt64, _ low: UInt64) -> String {
        let high = high & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        let digits = Array((padded(high, 16, radix: 16) + padded(low, 16, radix: 16)).utf8)
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
            .map { String(decoding: digits[$0], as: UTF8.self) }.joined(separator: "-")
    }

    /// The moment `seconds` and `microseconds` after 1970 began.
    static func format(seconds: Int, microseconds: Int) -> String {
        var (seconds, parts) = (time_t(seconds), tm())
        gmtime_r(&seconds, &parts)
        func two(_ number: Int32) -> String { padded(number, 2) }
        return "\(padded(parts.tm_year + 1900, 4))-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))T"
            + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)).\(padded(microseconds, 6))+00:00"
    }

    private static func padded(_ number: some BinaryInteger, _ width: Int, radix: Int = 10) -> String {
        let digits = String(number, radix: radix)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
