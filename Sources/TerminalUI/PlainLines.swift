public import BuildReport

/// Draws events as lines that are never redrawn: for logs, pipes and CI.
///
/// Pieces of a step are told at most once in `interval`, so that a compilation of a thousand files is some dozen lines.
/// A transfer has one line, at its end, and one in every `transferInterval` that it runs; those that had nothing to do
/// are counted at the end of their step.
public struct PlainLines: Sendable {
    private let interval: Duration
    private let transferInterval: Duration
    private var lastAdvance: Duration?
    private var transfers = RunningTransfers()
    /// When a transfer was last told of, by its id.
    private var told: [String: Duration] = [:]
    /// How many transfers had nothing to do, by the reason, in the order in which reasons came.
    private var skipped: [(reason: String, count: Int)] = []

    /// Lines with at most one line for a step's pieces in `interval`, and for a transfer in `transferInterval`.
    public init(interval: Duration = .seconds(10), transferInterval: Duration = .seconds(30)) {
        self.interval = interval
        self.transferInterval = transferInterval
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
            defer { skipped = [] }
            return skippedLines + ["  \(summary) (\(Elapsed(duration)))"]
        case .transfer(let transfer):
            switch transfers.take(transfer, at: time) {
            case .began:
                told[transfer.id] = time
                return []
            case .advanced: return lines(at: time)
            case .ended(let summary):
                told[transfer.id] = nil
                return ["  \(transfer.name.inOneLine): \(summary)"]
            case .skipped(let reason):
                told[transfer.id] = nil
                count(reason)
                return []
            }
        case .note(let text):
            return ["  \(text)"]
        }
    }

    /// The lines that are due at `time` though nothing has happened: a transfer that stalls is told of as well.
    public mutating func lines(at time: Duration) -> [String] {
        transfers.meters.compactMap { meter in
            let transfer = meter.transfer
            guard let last = told[transfer.id], time - last >= transferInterval else { return nil }
            told[transfer.id] = time
            let figures = [
                "\(meter.percent) %", "\(ByteCount(transfer.doneBytes)) of \(ByteCount(transfer.totalBytes))",
                meter.rateText(at: time), meter.timeLeftText(at: time),
            ]
            return "  \(transfer.name.inOneLine): " + figures.filter { !$0.isEmpty }.joined(separator: ", ")
        }
    }

    /// Forgets what runs, when a build has failed: its transfers have no end.
    public mutating func end() {
        transfers = RunningTransfers()
        told = [:]
        skipped = []
    }

    private var skippedLines: [String] {
        skipped.isEmpty ? [] : ["  no transfer: " + skipped.map { "\($0.count) \($0.reason)" }.joined(separator: ", ")]
    }

    private mutating func count(_ reason: String) {
        if let index = skipped.firstIndex(where: { $0.reason == reason }) {
            skipped[index].count += 1
        } else {
            skipped.append((reason, 1))
        }
    }
}
