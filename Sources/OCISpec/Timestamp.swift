#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A time in whole seconds, in UTC: what a tar header and a reproducible image hold.
public struct Timestamp: Hashable, Sendable, CustomStringConvertible {
    /// The seconds since 1970-01-01T00:00:00Z, as `SOURCE_DATE_EPOCH` counts them; not negative.
    public let secondsSinceEpoch: Int64

    /// 1970-01-01T00:00:00Z.
    public static let epoch = Timestamp(unchecked: 0)

    /// The time `secondsSinceEpoch` seconds after 1970-01-01T00:00:00Z, or nil when RFC 3339 cannot write it:
    /// before 1970, or after the year 9999.
    public init?(secondsSinceEpoch: Int64) {
        guard (0...253_402_300_799).contains(secondsSinceEpoch) else { return nil }
        self.init(unchecked: secondsSinceEpoch)
    }

    /// Reads RFC 3339, nil when `text` is none; fractions of a second are dropped.
    public init?(parsing text: String) {
        guard let seconds = Self.date(parsing: text) else { return nil }
        self.init(secondsSinceEpoch: seconds)
    }

    private init(unchecked secondsSinceEpoch: Int64) {
        self.secondsSinceEpoch = secondsSinceEpoch
    }

    /// The time as RFC 3339 writes it: `1970-01-01T00:00:00Z`.
    public var description: String {
        Date(timeIntervalSince1970: Double(secondsSinceEpoch)).formatted(.iso8601)
    }
}

extension Timestamp: Codable {
    /// Reads RFC 3339; fractions of a second, which other tools write, are dropped.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let time = Timestamp(parsing: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "`\(text)` is not an RFC 3339 time")
        }
        self = time
    }

    /// Writes RFC 3339.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    private static func date(parsing text: String) -> Int64? {
        let whole = Date.ISO8601FormatStyle(includingFractionalSeconds: false)
        let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        // Which of the two forms it is, is not worth an error: nil tells the caller that it is neither.
        guard let date = (try? whole.parse(text)) ?? (try? fractional.parse(text)) else { return nil }
        return Int64(date.timeIntervalSince1970.rounded(.down))
    }
}
