public import BuildReport

/// Tells events as JSON, an object a line, for programs: `--progress json`.
///
/// Every object has `event` and `time`, the seconds since the build began; seconds have three decimals at most. Keys keep
/// their meaning from version to version; there may be new keys and new events, which a reader should pass over.
///
/// | `event` | other keys |
/// |---|---|
/// | `step-began` | `step` (the name of a `BuildStep`, for example `layers`), `title` |
/// | `advanced` | `step`, `done`, `total` (pieces), `detail` |
/// | `step-ended` | `step`, `summary`, `seconds`; a step that fails does not end |
/// | `transfer` | `id` (64 hex digits), `name`, `direction` (`upload`, `download`), `done`, `total` (bytes), `state`; of a running transfer at most one in `transferInterval` is told |
/// | | `state` is `running`, `ended` (bytes went) or `skipped` (none had to); the last two have `outcome`, a text |
/// | `note` | `text` |
/// | `error` | `message`, `location` (only where there is one), `remedies` (a list of texts) |
public struct JSONLines: Sendable {
    private let transferInterval: Duration
    /// When a running transfer was last told of, by its id.
    private var told: [String: Duration] = [:]

    /// Lines with at most one for a running transfer in `transferInterval`.
    public init(transferInterval: Duration = .milliseconds(500)) {
        self.transferInterval = transferInterval
    }

    /// The line for `event`, which happens at `time` since the build began; nil for a transfer that was told of just now.
    public mutating func line(for event: BuildEvent, at time: Duration) -> String? {
        var line: JSONLine
        switch event {
        case .began(let step, let title):
            line = JSONLine(event: "step-began", at: time)
            line.add("step", step.rawValue)
            line.add("title", title)
        case .advanced(let step, let done, let total, let detail):
            line = JSONLine(event: "advanced", at: time)
            line.add("step", step.rawValue)
            line.add("done", done)
            line.add("total", total)
            line.add("detail", detail)
        case .ended(let step, let summary, let duration):
            line = JSONLine(event: "step-ended", at: time)
            line.add("step", step.rawValue)
            line.add("summary", summary)
            line.add("seconds", duration)
        case .transfer(let transfer):
            guard isDue(transfer, at: time) else { return nil }
            line = Self.line(for: transfer, at: time)
        case .note(let text):
            line = JSONLine(event: "note", at: time)
            line.add("text", text)
        }
        return line.description
    }

    /// The line for a problem that ends the build at `time`.
    public func line(for diagnostic: Diagnostic, at time: Duration) -> String {
        var line = JSONLine(event: "error", at: time)
        line.add("message", diagnostic.message)
        if let location = diagnostic.location { line.add("location", location) }
        line.add("remedies", diagnostic.remedies)
        return line.description
    }

    private mutating func isDue(_ transfer: Transfer, at time: Duration) -> Bool {
        guard transfer.state == .running else {
            told[transfer.id] = nil
            return true
        }
        if let last = told[transfer.id], time - last < transferInterval { return false }
        told[transfer.id] = time
        return true
    }

    private static func line(for transfer: Transfer, at time: Duration) -> JSONLine {
        var line = JSONLine(event: "transfer", at: time)
        line.add("id", transfer.id)
        line.add("name", transfer.name)
        line.add("direction", transfer.direction.rawValue)
        line.add("done", transfer.doneBytes)
        line.add("total", transfer.totalBytes)
        switch transfer.state {
        case .running: line.add("state", "running")
        case .ended(let outcome):
            line.add("state", "ended")
            line.add("outcome", outcome)
        case .skipped(let reason):
            line.add("state", "skipped")
            line.add("outcome", reason)
        }
        return line
    }
}
