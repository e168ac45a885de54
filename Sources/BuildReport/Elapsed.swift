/// A duration as people read it: `0.42 s`, `13.0 s`, `4 min 9 s`.
public struct Elapsed: CustomStringConvertible, Sendable {
    private let duration: Duration

    /// The duration `duration`, which is not negative.
    public init(_ duration: Duration) {
        self.duration = duration
    }

    /// Seconds with two digits below ten seconds, with one below a minute, else minutes and seconds.
    public var description: String {
        let seconds = duration / .seconds(1)
        if seconds < 9.995 { return "\(ByteCount.fixed(seconds, decimals: 2)) s" }
        if seconds < 59.95 { return "\(ByteCount.fixed(seconds, decimals: 1)) s" }
        let whole = Int(seconds.rounded())
        return "\(whole / 60) min \(whole % 60) s"
    }
}
