/// How much larger an image may be than the one before it.
public enum GrowthLimit: Hashable, Sendable {
    /// By this share of the one before, in percent.
    case percent(Double)
    /// By so many bytes.
    case bytes(Int64)

    /// Reads `5%`, `0.5%`, `300kB`, `2MB`, `1GB` or a number of bytes; nil when the text is none of these.
    public init?(parsing text: String) {
        if text.hasSuffix("%") {
            guard let percent = Double(text.dropLast()), percent >= 0, percent.isFinite else { return nil }
            self = .percent(percent)
            return
        }
        let units: [(String, Int64)] = [("kB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("B", 1), ("", 1)]
        guard let (unit, factor) = units.first(where: { text.hasSuffix($0.0) }),
            let number = Int64(text.dropLast(unit.count)), number >= 0
        else { return nil }
        let (bytes, isTooLarge) = number.multipliedReportingOverflow(by: factor)
        guard !isTooLarge else { return nil }
        self = .bytes(bytes)
    }

    /// Whether an image of `bytes` bytes after one of `before` bytes is within the limit.
    func allows(_ bytes: Int64, after before: Int64) -> Bool {
        switch self {
        case .percent(let percent): Double(bytes) <= Double(before) * (1 + percent / 100)
        case .bytes(let more): bytes - before <= more
        }
    }
}
