/// Reads a pattern, name after name.
struct PatternReader {
    private var rest: ArraySlice<Unicode.Scalar>?

    init(_ text: ArraySlice<Unicode.Scalar>) {
        rest = text
    }

    /// The pattern up to the next slash or the end; nil after the end.
    mutating func next() throws(PatternFault) -> NamePattern? {
        guard var text = rest else { return nil }
        var tokens: [NamePattern.Token] = []
        while let scalar = text.popFirst() {
            switch scalar {
            case "/":
                rest = text
                return NamePattern(tokens: tokens)
            case "*": tokens.append(.star)
            case "?": tokens.append(.anyOne)
            case "[": tokens.append(try Self.set(&text))
            case "\\":
                guard let escaped = text.popFirst() else { throw .endsWithBackslash }
                tokens.append(.one(escaped))
            default: tokens.append(.one(scalar))
            }
        }
        rest = nil
        return NamePattern(tokens: tokens)
    }

    /// What stands in brackets; `[` was read.
    private static func set(_ text: inout ArraySlice<Unicode.Scalar>) throws(PatternFault) -> NamePattern.Token {
        let isNegated = text.first == "!" || text.first == "^"
        if isNegated { text.removeFirst() }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        var isFirst = true
        while let scalar = text.popFirst() {
            // A bracket that stands first is one of the letters.
            if scalar == "]", !isFirst { return .set(ranges, isNegated: isNegated) }
            isFirst = false
            if scalar == "[", text.first == ":", let named = try namedRanges(&text) {
                ranges += named
                continue
            }
            let lower = try letter(scalar, &text)
            guard text.first == "-", let end = text.dropFirst().first, end != "]" else {
                ranges.append(lower...lower)
                continue
            }
            text = text.dropFirst(2)
            let upper = try letter(end, &text)
            if lower <= upper { ranges.append(lower...upper) }
        }
        throw .openBracket
    }

    private static func letter(
        _ scalar: Unicode.Scalar, _ text: inout ArraySlice<Unicode.Scalar>
    ) throws(PatternFault) -> Unicode.Scalar {
        guard scalar == "\\" else { return scalar }
        guard let escaped = text.popFirst() else { throw .openBracket }
        return escaped
    }

    /// The letters of `[:alpha:]` and the like, which are ASCII's; nil when `[` stands for itself.
    private static func namedRanges(
        _ text: inout ArraySlice<Unicode.Scalar>
    ) throws(PatternFault) -> [ClosedRange<Unicode.Scalar>]? {
        guard let end = text.firstIndex(of: "]"), end > text.startIndex + 1, text[end - 1] == ":" else { return nil }
        let name = String(String.UnicodeScalarView(text[(text.startIndex + 1)..<(end - 1)]))
        guard let ranges = namedSets[name] else { throw .unknownSet(name) }
        text = text[(end + 1)...]
        return ranges
    }

    private static let namedSets: [String: [ClosedRange<Unicode.Scalar>]] = [
        "alnum": ["0"..."9", "A"..."Z", "a"..."z"], "alpha": ["A"..."Z", "a"..."z"], "blank": [" "..." ", "\t"..."\t"],
        "cntrl": ["\0"..."\u{1f}", "\u{7f}"..."\u{7f}"], "digit": ["0"..."9"], "graph": ["!"..."~"],
        "lower": ["a"..."z"], "print": [" "..."~"], "punct": ["!"..."/", ":"..."@", "["..."`", "{"..."~"],
        "space": [" "..." ", "\t"..."\r"], "upper": ["A"..."Z"], "xdigit": ["0"..."9", "A"..."F", "a"..."f"],
    ]
}
