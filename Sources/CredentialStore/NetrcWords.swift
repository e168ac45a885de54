/// Cuts a netrc file into words: runs of anything but white space, or texts in double quotes with `\` before what is to
/// be taken as it is.
struct NetrcWords {
    /// A quotation mark without a partner.
    struct UnclosedQuote: Error {
        let line: Int
    }

    private var rest: Substring.UnicodeScalarView
    /// The line of the character that comes next, counted from 1.
    private(set) var line = 1

    /// The words of `text`.
    init(_ text: String) {
        rest = Substring(text).unicodeScalars
    }

    /// The next word; nil at the end.
    mutating func next() throws(UnclosedQuote) -> String? {
        skip { $0.properties.isWhitespace }
        guard let first = rest.first else { return nil }
        return try first == "\"" ? quoted() : take { !$0.properties.isWhitespace }
    }

    /// The next word where a keyword may stand. There, and not where a password may, `#` begins a comment.
    mutating func nextKeyword() throws(UnclosedQuote) -> String? {
        while true {
            skip { $0.properties.isWhitespace }
            guard rest.first == "#" else { return try next() }
            skip { $0 != "\n" }
        }
    }

    /// Passes over a macro: its name and everything up to an empty line.
    mutating func skipMacro() {
        var isEmpty = false
        while !isEmpty, !rest.isEmpty {
            _ = take { $0 != "\n" }
            advance()
            isEmpty = rest.first == "\n" || rest.starts(with: "\r\n".unicodeScalars)
        }
    }

    private mutating func quoted() throws(UnclosedQuote) -> String {
        let start = line
        advance()
        var text = String.UnicodeScalarView()
        while let scalar = rest.first {
            advance()
            if scalar == "\"" { return String(text) }
            guard scalar == "\\", let escaped = rest.first else {
                text.append(scalar)
                continue
            }
            advance()
            switch escaped {
            case "n": text.append("\n")
            case "r": text.append("\r")
            case "t": text.append("\t")
            default: text.append(escaped)
            }
        }
        throw UnclosedQuote(line: start)
    }

    private mutating func skip(while condition: (Unicode.Scalar) -> Bool) {
        while let scalar = rest.first, condition(scalar) { advance() }
    }

    private mutating func take(while condition: (Unicode.Scalar) -> Bool) -> String {
        let start = rest.startIndex
        let all = rest
        skip(while: condition)
        return String(all[start..<rest.startIndex])
    }

    private mutating func advance() {
        if rest.popFirst() == "\n" { line += 1 }
    }
}
