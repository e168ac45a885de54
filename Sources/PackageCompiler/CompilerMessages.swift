/// The messages of a build that failed, made ready for the author: the errors with the source lines that the compiler
/// quotes, each once, without warnings.
struct CompilerMessages: Sendable {
    /// The number of lines that are kept: the first ones, because later errors often follow from earlier ones.
    static let lineLimit = 2000

    /// The number of lines beyond the limit that are kept for ``searchable``: a linker's errors come last.
    static let recentLimit = 500

    private var lines: [String] = []
    private var recent: [String] = []
    private var dropped = 0

    /// Takes note of a line.
    mutating func append(_ line: String) {
        if lines.count < Self.lineLimit {
            lines.append(line)
            return
        }
        dropped += 1
        recent.append(line)
        if recent.count >= 2 * Self.recentLimit { recent.removeFirst(Self.recentLimit) }
    }

    /// The first lines and the latest, warnings and all, in which the cause of a failure is looked for.
    var searchable: [String] { lines + recent.suffix(Self.recentLimit) }

    /// What to show, without a newline at its end.
    var errors: String {
        let blocks = blocks().filter { $0.kind != .warning && !$0.lines.allSatisfy { $0.allSatisfy(\.isWhitespace) } }
        let telling = blocks.filter { $0.kind != .summary }
        var seen: Set<[String]> = []
        var shown = (telling.isEmpty ? blocks : telling).map(\.lines).filter { seen.insert($0).inserted }.flatMap(
            \.self)
        while shown.last?.allSatisfy(\.isWhitespace) == true { shown.removeLast() }
        if dropped > 0 { shown.append("… and \(dropped) more lines") }
        return shown.joined(separator: "\n")
    }

    private struct Block {
        enum Kind {
            case error, warning, summary, other
        }

        let kind: Kind
        var lines: [String]
    }

    /// A message begins with its place or its severity; what the compiler quotes below is indented or numbered, and a
    /// note belongs to the message above it.
    private func blocks() -> [Block] {
        var blocks: [Block] = []
        for line in lines {
            if let kind = Self.beginning(line) {
                blocks.append(Block(kind: kind, lines: [line]))
            } else if blocks.isEmpty {
                blocks.append(Block(kind: .other, lines: [line]))
            } else if Self.isQuotation(line) || line.contains(": note: ") || blocks[blocks.count - 1].kind == .other {
                blocks[blocks.count - 1].lines.append(line)
            } else {
                blocks.append(Block(kind: .other, lines: [line]))
            }
        }
        return blocks
    }

    private static func beginning(_ line: String) -> Block.Kind? {
        guard !isQuotation(line) else { return nil }
        if line.hasPrefix("error: "), line.contains("command failed with exit code") || line == "error: fatalError" {
            return .summary
        }
        if line.hasPrefix("error: ") || line.contains(": error: ") { return .error }
        if line.hasPrefix("warning: ") || line.contains(": warning: ") { return .warning }
        return nil
    }

    /// `12 | let x`, `   |  ^`, `>>> referenced by`, or nothing.
    static func isQuotation(_ line: String) -> Bool {
        if line.isEmpty || line.hasPrefix(">>> ") || line.hasPrefix("\t") { return true }
        let rest = line.drop { $0 == " " }.drop(while: \.isNumber)
        return line.hasPrefix(" ") || rest.hasPrefix(" |")
    }
}
