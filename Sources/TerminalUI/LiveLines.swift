public import BuildReport

/// Draws events on a terminal: what has ended is a line that stays; below it the running step and the running transfers
/// are lines that are redrawn, each within the terminal's width.
public struct LiveLines: Sendable {
    /// Transfers that are drawn; of the others their number is told.
    private static let transfersMax = 6
    /// Rows of a terminal that transfers leave free: the step, the number of the others, a line that stays.
    private static let rowsFree = 3
    /// Between two drawings of things that advance: what comes faster cannot be read.
    private static let redrawInterval: Duration = .milliseconds(100)

    /// The terminal's columns; may change while lines are drawn.
    public var width: Int
    /// The terminal's rows; may change while lines are drawn.
    public var height: Int
    private let colors: Bool
    private var step: (title: String, piece: String)?
    private var transfers = RunningTransfers()
    /// The lines on the screen that will be redrawn; the cursor is at the end of the last.
    private var drawn: [String] = []
    private var drawnAt: Duration?

    /// Drawing for a terminal of `width` columns and `height` rows, with or without colours.
    public init(width: Int, height: Int = 24, colors: Bool) {
        self.width = width
        self.height = height
        self.colors = colors
    }

    /// What to write for `event`, which happens at `time` since the build began: control sequences and text, without a
    /// newline after the last line that is redrawn. Nothing for an advance that comes too soon after the last drawing;
    /// ``output(at:)`` will show it.
    public mutating func output(for event: BuildEvent, at time: Duration) -> String {
        switch event {
        case .began(_, let title):
            step = (title, "")
            return redraw(at: time)
        case .advanced(_, let done, let total, let detail):
            step?.piece = "\(Bar(cells: 20, done: done, total: total)) \(done)/\(total) \(detail)"
            return redrawWhenDue(at: time)
        case .ended(_, let summary, let duration):
            let title = step?.title ?? ""
            step = nil
            return redraw(
                below: paint("✓ ", "32") + title + paint("  \(summary) (\(Elapsed(duration)))", "2"), at: time)
        case .transfer(let transfer):
            switch transfers.take(transfer, at: time) {
            case .began, .skipped: return redraw(at: time)
            case .advanced: return redrawWhenDue(at: time)
            case .ended(let summary):
                let title = "  \(transfer.direction.arrow) \(transfer.name.inOneLine)"
                return redraw(below: title + paint("  \(summary)", "2"), at: time)
            }
        case .note(let text):
            return redraw(below: paint("• \(text)", "33"), at: time)
        }
    }

    /// What to write at `time` when nothing has happened: rates fall, and an advance may not have been drawn.
    public mutating func output(at time: Duration) -> String {
        redrawWhenDue(at: time)
    }

    /// What to write before anything else is printed: it removes the lines that are redrawn, and forgets what runs.
    public mutating func end() -> String {
        defer {
            step = nil
            transfers = RunningTransfers()
            drawn = []
        }
        return drawn.isEmpty ? "" : toFirstLine + Self.clearBelow
    }

    private mutating func redrawWhenDue(at time: Duration) -> String {
        if let drawnAt, time - drawnAt < Self.redrawInterval { return "" }
        return redraw(at: time)
    }

    /// Draws over the lines that are there, without clearing them first, which would flicker.
    /// - Parameter line: A line that stays, above the others.
    private mutating func redraw(below line: String? = nil, at time: Duration) -> String {
        let lines = lines(at: time)
        guard line != nil || lines != drawn else { return "" }
        let stays = line.map { $0 + Self.clearLine + "\n" } ?? ""
        let output = toFirstLine + stays + lines.joined(separator: Self.clearLine + "\n") + Self.clearBelow
        drawn = lines
        drawnAt = time
        return output
    }

    private func lines(at time: Duration) -> [String] {
        let limit = max(width - 1, 1)  // a full line would put the cursor where terminals disagree
        var lines = step.map { ["  \($0.title)  \($0.piece)".inOneLine.cut(to: limit)] } ?? []
        let shown = transfers.meters.prefix(max(0, min(Self.transfersMax, height - Self.rowsFree)))
        lines += TransferTable(width: limit).lines(for: shown, at: time)
        let others = transfers.meters.count - shown.count
        if others > 0 { lines.append("    and \(others) more".cut(to: limit)) }
        return Array(lines.prefix(max(1, height - 1)))  // the cursor cannot go back to a line that has scrolled away
    }

    /// To the beginning of the first line that is redrawn (ECMA-48, CUU).
    private var toFirstLine: String { drawn.count > 1 ? "\r\u{1B}[\(drawn.count - 1)A" : "\r" }
    /// Erases to the end of the line (ECMA-48, EL).
    private static let clearLine = "\u{1B}[K"
    /// Erases to the end of the screen (ECMA-48, ED).
    private static let clearBelow = "\u{1B}[J"

    private func paint(_ text: String, _ code: String) -> String {
        colors ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
