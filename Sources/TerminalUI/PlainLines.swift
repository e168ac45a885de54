public import BuildReport

/// Draws events as lines that are never redrawn: for logs, pipes and CI.
///
/// Pieces of a step are told at most once in `interval`, so that a compilation of a thousand files is some dozen lines.
public struct PlainLines: Sendable {
    private let interval: Duration
    private var lastAdvance: Duration?

    /// Lines with at most one line for a step's pieces in `interval`.
    public init(interval: Duration = .seconds(10)) {
        self.interval = interval
    }

    /// The lines for `event`, which happens at `time` since the build began.
    public mutating func lines(for event: BuildEvent, at time: Duration) -> [String] {
        switch event {
        case .began(_, let title):
            lastAdvance = time
            return [title]
        case .advanced(_, let done, let total, let detail):
            guard time - (lastAdvance ?? .zero) >= interval else { return [] }
            lastAdvance = time
            return ["  [\(done)/\(total)] \(detail)"]
        case .ended(_, let summary, let duration):
            return ["  \(summary) (\(Elapsed(duration)))"]
        case .note(let text):
            return ["  \(text)"]
        }
    }
}
