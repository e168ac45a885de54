import BuildReport

/// What came of a sample that is in order.
public enum SampleResult: Hashable, Sendable, CustomStringConvertible {
    /// The declared outputs are as expected. The duration is that of the whole process, loading the model included.
    case matched(Duration)
    /// The model answered, and no output is declared to compare with.
    case ran(Duration)

    /// For example `as expected (12 ms)`.
    public var description: String {
        switch self {
        case .matched(let duration): "as expected (\(Self.text(duration)))"
        case .ran(let duration): "answered, with no output to compare (\(Self.text(duration)))"
        }
    }

    /// Below a second in milliseconds, else as ``BuildReport/Elapsed`` has it.
    private static func text(_ duration: Duration) -> String {
        let milliseconds = Int((duration / .milliseconds(1)).rounded())
        return milliseconds < 1000 ? "\(milliseconds) ms" : "\(Elapsed(duration))"
    }
}
