/// A strict JSON reader that finds where values begin and end, and decodes nothing.
///
/// It walks the bytes once, front to back, and checks every rule of
/// [RFC 8259](https://www.rfc-editor.org/rfc/rfc8259): the grammar of numbers, the escapes and the UTF-8 of strings.
/// Beyond the grammar it refuses half a surrogate pair, which names no character, and nesting deeper than
/// ``maximumDepth``, which bounds its recursion. Numbers may be of any size: their bytes are handed on.
///
/// The caller walks the arrays and objects it cares about (`enter…`, then `next…` after each element) and skips the
/// rest with ``skipValue()``.
struct JSONScanner {
    /// How deep arrays and objects may nest: more than any tensor, and far less than a thread's stack allows.
    static let maximumDepth = 512

    private let bytes: UnsafeBufferPointer<UInt8>
    private var depth = 0
    /// The index of the next byte to look at.
    private(set) var position: Int

    /// A scanner of `bytes`, which must outlive it.
    init(_ bytes: UnsafeRawBufferPointer, from position: Int = 0) {
        self.bytes = bytes.bindMemory(to: UInt8.self)
        self.position = position
    }

    /// Checks that `bytes` are one JSON document.
    static func validate(_ bytes: [UInt8]) throws(JSONSyntaxError) {
        try bytes.span.withUnsafeBytes { bytes throws(JSONSyntaxError) in
            var scanner = JSONScanner(bytes)
            try scanner.skipValue()
            try scanner.finish()
        }
    }

    /// The first byte of the next token, or nil at the end.
    mutating func peek() -> UInt8? {
        skipWhitespace()
        return position < bytes.count ? bytes[position] : nil
    }

    /// Steps over one value and returns where it is, without the white space around it.
    @discardableResult
    mutating func skipValue() throws(JSONSyntaxError) -> Range<Int> {
        skipWhitespace()
        let start = position
        guard start < bytes.count else { throw error(start == 0 ? .empty : .unexpectedEnd) }
        switch bytes[start] {
        case UInt8(ascii: "\""): try skipString()
        case UInt8(ascii: "["): if try enterArray() { repeat { try skipValue() } while try nextElement() }
        case UInt8(ascii: "{"): if try enterObject() { repeat { try key(); try skipValue() } while try nextMember() }
        case UInt8(ascii: "t"): try skipLiteral("true")
        case UInt8(ascii: "f"): try skipLiteral("false")
        case UInt8(ascii: "n"): try skipLiteral("null")
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try skipNumber()
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
            throw error(.malformedLiteral)
        default: throw error(.expectedValue)
        }
        return start..<position
    }

    /// Checks that only white space is left.
    mutating func finish() throws(JSONSyntaxError) {
        skipWhitespace()
        guard position == bytes.count else { throw error(.trailingBytes) }
    }
}

// MARK: - Arrays and objects

extension JSONScanner {
    /// Steps over a `[`; whether an element follows. When none does, the array has been left.
    mutating func enterArray() throws(JSONSyntaxError) -> Bool { try enter(closing: UInt8(ascii: "]")) }

    /// After an element: whether another follows. When none does, the array has been left.
    mutating func nextElement() throws(JSONSyntaxError) -> Bool {
        try next(closing: UInt8(ascii: "]"), else: .expectedCommaOrBracket)
    }

    /// Steps over a `{`; whether a member follows. When none does, the object has been left.
    mutating func enterObject() throws(JSONSyntaxError) -> Bool { try enter(closing: UInt8(ascii: "}")) }

    /// After a member: whether another follows. When none does, the object has been left.
    mutating func nextMember() throws(JSONSyntaxError) -> Bool {
        try next(closing: UInt8(ascii: "}"), else: .expectedCommaOrBrace)
    }

    /// Steps over a member's key and the colon; returns where the key is, with its quotes.
    @discardableResult
    mutating func key() throws(JSONSyntaxError) -> Range<Int> {
        skipWhitespace()
        let start = position
        guard start < bytes.count else { throw error(.unexpectedEnd) }
        guard bytes[start] == UInt8(ascii: "\"") else { throw error(.expectedKey) }
        try skipString()
        let end = position
        skipWhitespace()
        guard position < bytes.count else { throw error(.unexpectedEnd) }
        guard bytes[position] == UInt8(ascii: ":") else { throw error(.expectedColon) }
        position += 1
        return start..<end
    }

    private mutating func enter(closing: UInt8) throws(JSONSyntaxError) -> Bool {
        guard depth < Self.maximumDepth else { throw error(.tooDeep) }
        position += 1
        skipWhitespace()
        guard position < bytes.count else { throw error(.unexpectedEnd) }
        if bytes[position] == closing {
            position += 1
            return false
        }
        depth += 1
        return true
    }

    private mutating func next(
        closing: UInt8, else problem: JSONSyntaxError.Problem
    ) throws(JSONSyntaxError) -> Bool {
        skipWhitespace()
        guard position < bytes.count else { throw error(.unexpectedEnd) }
        switch bytes[position] {
        case UInt8(ascii: ","):
            position += 1
            return true
        case closing:
            position += 1
            depth -= 1
            return false
        default: throw error(problem)
        }
    }
}

// MARK: - Tokens

extension JSONScanner {
    private func error(_ problem: JSONSyntaxError.Problem) -> JSONSyntaxError {
        JSONSyntaxError(problem: problem, offset: position)
    }

    private mutating func skipWhitespace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private mutating func skipLiteral(_ literal: StaticString) throws(JSONSyntaxError) {
        for index in 0..<literal.utf8CodeUnitCount {
            guard position + index < bytes.count else {
                position = bytes.count
                throw error(.unexpectedEnd)
            }
            guard bytes[position + index] == literal.utf8Start[index] else { throw error(.malformedLiteral) }
        }
        position += literal.utf8CodeUnitCount
    }

    /// `-`? then `0` or digits without a leading zero, then a fraction and an exponent, each optional (RFC 8259 §6).
    private mutating func skipNumber() throws(JSONSyntaxError) {
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        if position < bytes.count, bytes[position] == UInt8(ascii: "0") {
            position += 1
            if position < bytes.count, Self.isDigit(bytes[position]) { throw error(.malformedNumber) }
        } else {
            try skipDigits()
        }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            try skipDigits()
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position += 1
            }
            try skipDigits()
        }
    }

    /// One digit or more.
    private mutating func skipDigits() throws(JSONSyntaxError) {
        let start = position
        while position < bytes.count, Self.isDigit(bytes[position]) { position += 1 }
        guard position > start else { throw error(position == bytes.count ? .unexpectedEnd : .malformedNumber) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    /// A string with both its quotes; `position` is at the first.
    private mutating func skipString() throws(JSONSyntaxError) {
        position += 1
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return
            case UInt8(ascii: "\\"): try skipEscape()
            case 0x00..<0x20: throw error(.controlCharacter)
            case 0x20..<0x80: position += 1
            default: try skipMultibyteScalar()
            }
        }
        throw error(.unexpectedEnd)
    }

    private mutating func skipEscape() throws(JSONSyntaxError) {
        guard position + 1 < bytes.count else { throw error(.unexpectedEnd) }
        switch bytes[position + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 2
        case UInt8(ascii: "u"):
            switch try codeUnit(at: position) {
            case 0xD800..<0xDC00:
                guard position + 6 < bytes.count else { throw error(.unexpectedEnd) }
                guard bytes[position + 6] == UInt8(ascii: "\\") else { throw error(.loneSurrogate) }
                guard position + 7 < bytes.count else { throw error(.unexpectedEnd) }
                guard bytes[position + 7] == UInt8(ascii: "u"),
                    case 0xDC00..<0xE000 = try codeUnit(at: position + 6)
                else { throw error(.loneSurrogate) }
                position += 12
            case 0xDC00..<0xE000: throw error(.loneSurrogate)
            default: position += 6
            }
        default: throw error(.malformedEscape)
        }
    }

    /// The value of the escape `\uXXXX` that starts at `start`.
    private func codeUnit(at start: Int) throws(JSONSyntaxError) -> UInt16 {
        var value: UInt16 = 0
        for index in (start + 2)..<(start + 6) {
            guard index < bytes.count else { throw JSONSyntaxError(problem: .unexpectedEnd, offset: bytes.count) }
            guard let digit = bytes[index].hexDigitValue else { throw error(.malformedEscape) }
            value = value << 4 | UInt16(digit)
        }
        return value
    }

    /// A character of two to four bytes: table 3-7 of the Unicode Standard, which leaves out overlong forms,
    /// surrogates, and everything above U+10FFFF.
    private mutating func skipMultibyteScalar() throws(JSONSyntaxError) {
        let (second, length): (ClosedRange<UInt8>, Int) =
            switch bytes[position] {
            case 0xC2...0xDF: (0x80...0xBF, 2)
            case 0xE0: (0xA0...0xBF, 3)
            case 0xE1...0xEC, 0xEE...0xEF: (0x80...0xBF, 3)
            case 0xED: (0x80...0x9F, 3)
            case 0xF0: (0x90...0xBF, 4)
            case 0xF1...0xF3: (0x80...0xBF, 4)
            case 0xF4: (0x80...0x8F, 4)
            default: throw error(.malformedUTF8)
            }
        for index in 1..<length {
            guard position + index < bytes.count else {
                position = bytes.count
                throw error(.unexpectedEnd)
            }
            let allowed = index == 1 ? second : 0x80...0xBF
            guard allowed.contains(bytes[position + index]) else { throw error(.malformedUTF8) }
        }
        position += length
    }
}
