import BuildReport

/// How long calls took, in a line.
public struct CallTimes: CustomStringConvertible, Sendable {
    private let durations: [Duration]

    /// Times of calls, at least one.
    public init(_ durations: [Duration]) {
        self.durations = durations.sorted()
    }

    /// For example `100 calls, one after the other: median 1.2 ms, 99 % within 4.0 ms, slowest 9.1 ms; 800 a second`.
    public var description: String {
        guard let slowest = durations.last else { return "no calls" }
        let total = durations.reduce(.zero, +)
        let rate = total > .zero ? "; \(Self.rounded(Double(durations.count) / (total / .seconds(1)))) a second" : ""
        return "\(durations.count) calls, one after the other: median \(Self.text(value(at: 0.5))), "
            + "99 % within \(Self.text(value(at: 0.99))), slowest \(Self.text(slowest))\(rate)"
    }

    /// The least duration that `share` of the calls did not exceed.
    private func value(at share: Double) -> Duration {
        let rank = (share * Double(durations.count)).rounded(.up)
        return durations[max(0, Int(rank) - 1)]
    }

    private static func text(_ duration: Duration) -> String {
        let milliseconds = duration / .milliseconds(1)
        return milliseconds < 1000 ? "\(ByteCount.fixed(milliseconds, decimals: 2)) ms" : "\(Elapsed(duration))"
    }

    private static func rounded(_ rate: Double) -> String {
        rate < 10 ? ByteCount.fixed(rate, decimals: 1) : ByteCount.fixed(rate, decimals: 0)
    }
}
