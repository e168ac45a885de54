/// Dates as HTTP writes them, in the three forms of
/// [RFC 9110](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7).
enum HTTPDate {
    /// The seconds since 1970 of `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` or
    /// `Sun Nov  6 08:49:37 1994`; nil when `text` is none of them.
    static func parse(_ text: String) -> Int64? {
        let words = text.split { " ,-".contains($0) }.map(String.init)
        guard words.count >= 5 else { return nil }
        // The week day is no information; behind it, asctime has the month first and the year last.
        if let day = Int(words[1]) {
            guard let year = Int(words[3]) else { return nil }
            return seconds(day: day, month: words[2], year: words[3].count == 2 ? century(year) : year, time: words[4])
        }
        guard let day = Int(words[2]), let year = Int(words[4]) else { return nil }
        return seconds(day: day, month: words[1], year: year, time: words[3])
    }

    private static func century(_ year: Int) -> Int { year < 70 ? 2000 + year : 1900 + year }

    private static func seconds(day: Int, month name: String, year: Int, time: String) -> Int64? {
        let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        guard let month = months.firstIndex(of: name.lowercased()) else { return nil }
        let parts = time.split(separator: ":").map { Int($0) }
        guard parts.count == 3, let hour = parts[0], let minute = parts[1], let second = parts[2] else { return nil }
        guard (1...31).contains(day), (1970...9999).contains(year), (0...23).contains(hour), (0...59).contains(minute),
            (0...60).contains(second)
        else { return nil }
        return Int64(days(year: year, month: month + 1, day: day)) * 86_400
            + Int64(hour * 3600 + minute * 60 + second)
    }

    /// The days from 1970-01-01 to a date of the Gregorian calendar. The year is counted from March, so that the leap
    /// day comes last.
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month > 2 ? (year: year, month: month - 3) : (year: year - 1, month: month + 9)
        let leapDays = shifted.year / 4 - shifted.year / 100 + shifted.year / 400
        let dayOfYear = (153 * shifted.month + 2) / 5 + day - 1
        return shifted.year * 365 + leapDays + dayOfYear - 719_468
    }
}
