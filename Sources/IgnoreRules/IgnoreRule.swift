/// One line of a `.chassisignore`.
public struct IgnoreRule: Hashable, Sendable {
    /// The line, without spaces at its end.
    public let text: String
    /// The number of the line, counted from 1.
    public let line: Int
    /// Whether the rule takes back what an earlier one leaves out.
    let isNegated: Bool
    private let directoriesOnly: Bool
    private let pattern: IgnorePattern

    /// Reads a line; nil for one that is empty or a comment.
    init?(parsing scalars: [Unicode.Scalar], line: Int) throws(PatternFault) {
        var rest = Self.trimmed(scalars)[...]
        guard let first = rest.first, first != "#" else { return nil }
        text = String(String.UnicodeScalarView(rest))
        self.line = line
        isNegated = first == "!"
        if isNegated { rest = rest.dropFirst() }
        directoriesOnly = rest.last == "/"
        if directoriesOnly { rest = rest.dropLast() }
        pattern = try IgnorePattern(parsing: rest)
    }

    /// Whether the rule speaks of the path with these names, whatever it says of the folders above.
    func matches(_ names: ArraySlice<[Unicode.Scalar]>, isDirectory: Bool) -> Bool {
        (isDirectory || !directoriesOnly) && pattern.matches(names)
    }

    /// The line without the return of a Windows line and the spaces at its end; a space after a backslash stays.
    private static func trimmed(_ line: [Unicode.Scalar]) -> ArraySlice<Unicode.Scalar> {
        let line = line.last == "\r" ? line.dropLast() : line[...]
        var end = line.startIndex
        var isEscaped = false
        for (index, scalar) in zip(line.indices, line) {
            if scalar != " " || isEscaped { end = index + 1 }
            isEscaped = scalar == "\\" && !isEscaped
        }
        return line[..<end]
    }
}
