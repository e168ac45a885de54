import Yams

/// The nodes of a YAML text, with what keeps it from being read.
///
/// Yams refuses a text as a whole when a key stands in it twice. A person wants to hear of the other mistakes too, so
/// the second key is reported, its lines are blanked, and the rest is read.
struct YAMLDocument {
    private(set) var root: Node?
    private(set) var problems: [ProjectProblem] = []

    init(parsing text: String) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        while true {
            do {
                root = try compose(yaml: lines.joined(separator: "\n"))
                return
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                guard let key = keys.first else { return }
                let first = context.mark
                guard let second = Self.blankSecond(key, firstLine: first.line, column: first.column, in: &lines) else {
                    problems.append(.duplicateKey(key, line: first.line, firstLine: first.line))
                    return
                }
                problems.append(.duplicateKey(key, line: second, firstLine: first.line))
            } catch {
                problems.append(Self.syntaxProblem(error))
                return
            }
        }
    }

    /// Blanks the lines of the next `key` below `firstLine` that begins in `column`, and returns the line it stood in;
    /// nil when there is none, which is so for a mapping in braces.
    private static func blankSecond(
        _ key: String, firstLine: Int, column: Int, in lines: inout [String]
    ) -> Int? {
        let indentation = String(repeating: " ", count: column - 1)
        let starts = ["\(key):", "\(key) ", "\"\(key)\"", "'\(key)'"].map { indentation + $0 }
        guard
            let index = lines.indices.dropFirst(firstLine).first(where: { index in
                starts.contains { lines[index].hasPrefix($0) }
            })
        else { return nil }
        lines[index] = ""
        for below in lines.indices.dropFirst(index + 1) {
            let isDeeper = lines[below].hasPrefix(indentation + " ") || lines[below].allSatisfy(\.isWhitespace)
            let isListItem = lines[below].hasPrefix(indentation + "- ")
            guard isDeeper || isListItem else { break }
            lines[below] = ""
        }
        return index + 1
    }

    private static func syntaxProblem(_ error: any Error) -> ProjectProblem {
        switch error {
        case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            .notYAML(reason: problem, line: mark.line)
        case YamlError.reader(let problem, _, _, _): .notYAML(reason: problem, line: nil)
        default: .notYAML(reason: "\(error)", line: nil)
        }
    }
}
