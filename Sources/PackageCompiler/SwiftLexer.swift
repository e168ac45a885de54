/// Splits Swift source into tokens and drops comments; what is inside a literal never becomes a token.
///
/// It knows nested comments, raw and multi-line strings, interpolations and regular expressions
/// ([lexical structure](https://docs.swift.org/swift-book/documentation/the-swift-programming-language/lexicalstructure/)).
/// A literal that is not closed ends at its line, or with the text; nothing is refused.
struct SwiftLexer {
    private let bytes: [UInt8]
    private var index = 0
    private var line = 1
    private var tokens: [SwiftToken] = []

    private init(_ source: String) {
        bytes = Array(source.utf8)
    }

    /// The tokens of `source`.
    static func tokens(of source: String) -> [SwiftToken] {
        var lexer = SwiftLexer(source)
        while lexer.index < lexer.bytes.count { lexer.step() }
        return lexer.tokens
    }

    private mutating func step() {
        if skipComment() || skipLiteral() { return }
        let byte = bytes[index]
        switch byte {
        case _ where Self.isWord(byte):
            let start = index
            while index < bytes.count, Self.isWord(bytes[index]) { index += 1 }
            append(.word, String(decoding: bytes[start..<index], as: UTF8.self))
        case UInt8(ascii: "`"):
            let name = bytes[(index + 1)...].prefix { $0 != UInt8(ascii: "`") && $0 != UInt8(ascii: "\n") }
            append(.escapedWord, String(decoding: name, as: UTF8.self))
            index = min(name.endIndex + 1, bytes.count)
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): index += 1
        case UInt8(ascii: "\n"): newline()
        default:
            append(.symbol, String(UnicodeScalar(byte)))
            index += 1
        }
    }

    private mutating func append(_ kind: SwiftToken.Kind, _ text: String) {
        tokens.append(SwiftToken(kind: kind, text: text, line: line))
    }

    private mutating func newline() {
        index += 1
        line += 1
    }

    private func starts(with text: StaticString, at offset: Int = 0) -> Bool {
        let start = index + offset
        guard start + text.utf8CodeUnitCount <= bytes.count else { return false }
        return (0..<text.utf8CodeUnitCount).allSatisfy { bytes[start + $0] == text.utf8Start[$0] }
    }

    /// Letters, digits, `_`, and every byte beyond ASCII, since those are letters far more often than operators.
    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }
}

// MARK: Comments and literals

extension SwiftLexer {
    private mutating func skipComment() -> Bool {
        if starts(with: "//") {
            while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
            return true
        }
        guard starts(with: "/*") else { return false }
        var depth = 0
        repeat {
            if starts(with: "/*") {
                (depth, index) = (depth + 1, index + 2)
            } else if starts(with: "*/") {
                (depth, index) = (depth - 1, index + 2)
            } else if bytes[index] == UInt8(ascii: "\n") {
                newline()
            } else {
                index += 1
            }
        } while depth > 0 && index < bytes.count
        return true
    }

    private mutating func skipLiteral() -> Bool {
        let hashes = bytes[index...].prefix { $0 == UInt8(ascii: "#") }.count
        let start = line
        if starts(with: "\"", at: hashes) {
            skipString(hashes: hashes)
        } else if starts(with: "/", at: hashes), hashes > 0 || beginsRegularExpression {
            skipRegularExpression(hashes: hashes)
        } else {
            return false
        }
        tokens.append(SwiftToken(kind: .literal, text: "", line: start))
        return true
    }

    private mutating func skipString(hashes: Int) {
        index += hashes
        let isMultiline = starts(with: "\"\"\"")
        let quotes = isMultiline ? 3 : 1
        index += quotes
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\n"):
                guard isMultiline else { return }
                newline()
            case UInt8(ascii: "\\") where areHashes(hashes, at: index + 1):
                index += 1 + hashes
                if starts(with: "(") {
                    skipInterpolation()
                } else if !starts(with: "\n") {
                    index += 1
                }
            case UInt8(ascii: "\"")
            where (isMultiline ? starts(with: "\"\"\"") : true) && areHashes(hashes, at: index + quotes):
                index += quotes + hashes
                return
            default: index += 1
            }
        }
    }

    private mutating func skipInterpolation() {
        var depth = 0
        repeat {
            if skipComment() { continue }
            if bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "#") {
                let hashes = bytes[index...].prefix { $0 == UInt8(ascii: "#") }.count
                if starts(with: "\"", at: hashes) {
                    skipString(hashes: hashes)
                    continue
                }
            }
            switch bytes[index] {
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"): depth -= 1
            case UInt8(ascii: "\n"): line += 1
            default: break
            }
            index += 1
        } while depth > 0 && index < bytes.count
    }

    private func areHashes(_ count: Int, at start: Int) -> Bool {
        start + count <= bytes.count && bytes[start..<start + count].allSatisfy { $0 == UInt8(ascii: "#") }
    }

    /// Whether the slash here can only begin a regular expression: nothing stands before it that could be divided, no
    /// space follows, and another slash closes it in the same line.
    private var beginsRegularExpression: Bool {
        guard !starts(with: "/ "), !starts(with: "/\t"), !starts(with: "/=") else { return false }
        if let last = tokens.last {
            let isOperand = last.kind != .symbol || [")", "]", "}", ".", "!", "?", "/"].contains(last.text)
            let isKeyword = ["return", "in", "case", "try", "await", "where", "if", "guard"].contains(last.text)
            guard !isOperand || isKeyword else { return false }
        }
        return bytes[(index + 1)...].prefix { $0 != UInt8(ascii: "\n") }.contains(UInt8(ascii: "/"))
    }

    private mutating func skipRegularExpression(hashes: Int) {
        index += hashes + 1
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\n"):
                guard hashes > 0 else { return }
                newline()
            case UInt8(ascii: "\\"): index += starts(with: "\n", at: 1) ? 1 : 2
            case UInt8(ascii: "/") where areHashes(hashes, at: index + 1):
                index += 1 + hashes
                return
            default: index += 1
            }
        }
        index = min(index, bytes.count)
    }
}
