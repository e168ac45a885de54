#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The value of a `Date` header (RFC 9110 §5.6.7), made at most once a second.
struct HTTPDate {
    private var second = Int.min
    private var text = ""

    /// Now, for example `Sun, 06 Nov 1994 08:49:37 GMT`.
    mutating func now() -> String {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        if now.tv_sec != second {
            second = now.tv_sec
            text = Self.format(second)
        }
        return text
    }

    /// The moment `seconds` after 1970 began, not before it.
    static func format(_ seconds: Int) -> String {
        let (days, time) = seconds.quotientAndRemainder(dividingBy: 86_400)
        let (year, month, day) = civil(days)
        let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][days % 7]
        let name = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][month - 1]
        let clock = "\(padded(time / 3600)):\(padded(time / 60 % 60)):\(padded(time % 60))"
        return "\(weekday), \(padded(day)) \(name) \(year) \(clock) GMT"
    }

    /// The date of the day `days` after 1 January 1970.
    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        var (year, rest) = (1970, days)
        while rest >= daysInYear(year) {
            rest -= daysInYear(year)
            year += 1
        }
        var month = 1
        while rest >= daysIn(month, of: year) {
            rest -= daysIn(month, of: year)
            month += 1
        }
        return (year, month, rest + 1)
    }

    private static func daysInYear(_ year: Int) -> Int { isLeap(year) ? 366 : 365 }

    private static func daysIn(_ month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
