/// The header with which a server says how long to stay away.
enum RetryAfter {
    /// The time to wait; nil when the header is neither a number of seconds nor a date. A date that is past is no wait.
    /// - Parameter now: The seconds since 1970, by our clock.
    static func parse(_ value: String, now: Int64) -> Duration? {
        let text = value.filter { !$0.isWhitespace }
        if !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
            // More digits than fit are a very long wait, not a wrong one; a century is long enough to be refused.
            return .seconds(min(Int64(text) ?? .max, 100 * 365 * 86_400))
        }
        return HTTPDate.parse(value).map { .seconds(max(0, $0 - now)) }
    }
}
