public import BuildReport

/// Draws events on a terminal: a step that ended is a line that stays, the running step is a line that is redrawn.
public struct LiveLines: Sendable {
    private let width: Int
    private let colors: Bool
    private var running: (title: String, piece: String)?

    /// Drawing for a terminal `width` columns wide, with or without colours.
    public init(width: Int, colors: Bool) {
        self.width = width
        self.colors = colors
    }

    /// What to write for `event`: control sequences and text, without a newline after the line that is redrawn.
    public mutating func output(for event: BuildEvent) -> String {
        switch event {
        case .began(_, let title):
            running = (title, "")
            return redraw()
        case .advanced(_, let done, let total, let detail):
            running?.piece = "\(Self.bar(done: done, total: total)) \(done)/\(total) \(detail)"
            return redraw()
        case .ended(_, let summary, let duration):
            let title = running?.title ?? ""
            running = nil
            return Self.clearLine + paint("✓ ", "32") + title + paint("  \(summary) (\(Elapsed(duration)))", "2") + "\n"
        case .note(let text):
            return Self.clearLine + paint("• \(text)", "33") + "\n" + redraw()
        }
    }

    /// What to write before anything else is printed: it removes the line that is redrawn.
    public mutating func end() -> String {
        defer { running = nil }
        return running == nil ? "" : Self.clearLine
    }

    private func redraw() -> String {
        guard let running else { return "" }
        let line = "  \(running.title)  \(running.piece)"
        return Self.clearLine + String(line.prefix(max(width - 1, 1)))
    }

    private func paint(_ text: String, _ code: String) -> String {
        colors ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }

    /// Carriage return, then erase to the end of the line (ECMA-48, EL).
    private static let clearLine = "\r\u{1B}[K"

    private static func bar(done: Int, total: Int) -> String {
        let cells = 20
        let full = total > 0 ? min(cells, cells * done / total) : 0
        return String(repeating: "█", count: full) + String(repeating: "░", count: cells - full)
    }
}
