/// Checks that bytes are exactly one JSON value as RFC 8259 has it.
///
/// `JSONDecoder` looks at numbers and escapes only where a type asks for them, lets a comma too many pass, and on Linux
/// does not tell where an error is. This one looks at every byte, and says.
struct JSONSyntax {
    /// How deep arrays and objects may nest; `JSONDecoder` has the same limit.
    static let depthMax = 512

    private let bytes: [UInt8]
    private var position = 0

    /// - Throws: ``JSONSyntaxError``, naming the first byte that is wrong.
    static func check(_ bytes: [UInt8]) throws(JSONSyntaxError) {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .notUTF8 }
        var syntax = JSONSyntax(bytes: bytes)
        try syntax.value(depth: 0)
        guard syntax.position == bytes.count else { throw syntax.expected("the end") }
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// One value with the white space around it.
    private mutating func value(depth: Int) throws(JSONSyntaxError) {
        skipWhiteSpace()
        guard let byte = peek else { throw expected("a value") }
        switch byte {
        case UInt8(ascii: "{"): try object(depth: depth + 1)
        case UInt8(ascii: "["): try array(depth: depth + 1)
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
        default: throw expected("a value")
        }
        skipWhiteSpace()
    }

    private mutating func object(depth: Int) throws(JSONSyntaxError) {
        guard depth <= Self.depthMax else { throw .tooDeep }
        position += 1
        skipWhiteSpace()
        if skip("}") { return }
        repeat {
            skipWhiteSpace()
            guard peek == UInt8(ascii: "\"") else { throw expected("a key in quotes") }
            try string()
            skipWhiteSpace()
            guard skip(":") else { throw expected("':'") }
            try value(depth: depth)
        } while skip(",")
        guard skip("}") else { throw expected("',' or '}'") }
    }

    private mutating func array(depth: Int) throws(JSONSyntaxError) {
        guard depth <= Self.depthMax else { throw .tooDeep }
        position += 1
        skipWhiteSpace()
        if skip("]") { return }
        repeat { try value(depth: depth) } while skip(",")
        guard skip("]") else { throw expected("',' or ']'") }
    }

    private mutating func string() throws(JSONSyntaxError) {
        position += 1
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return
            case UInt8(ascii: "\\"): try escape()
            case 0..<0x20: throw expected("no control character in a string")
            default: position += 1
            }
        }
        throw expected("'\"'")
    }

    private mutating func escape() throws(JSONSyntaxError) {
        position += 1
        if skip("u") {
            for _ in 0..<4 {
                guard let byte = peek, Character(UnicodeScalar(byte)).isHexDigit else { throw expected("a hex digit") }
                position += 1
            }
        } else {
            guard let byte = peek, #""\/bfnrt"#.utf8.contains(byte) else { throw expected("an escape of JSON") }
            position += 1
        }
    }

    private mutating func number() throws(JSONSyntaxError) {
        _ = skip("-")
        if !skip("0") { try digits() }
        if skip(".") { try digits() }
        if skip("e") || skip("E") {
            _ = skip("+") || skip("-")
            try digits()
        }
    }

    private mutating func digits() throws(JSONSyntaxError) {
        let start = position
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        guard position > start else { throw expected("a digit") }
    }

    private mutating func word(_ word: String) throws(JSONSyntaxError) {
        guard bytes[position...].starts(with: word.utf8) else { throw expected(word) }
        position += word.utf8.count
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skip(_ scalar: UnicodeScalar) -> Bool {
        guard peek == UInt8(ascii: scalar) else { return false }
        position += 1
        return true
    }

    private mutating func skipWhiteSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private func expected(_ what: String) -> JSONSyntaxError {
        position < bytes.count ? .unexpectedByte(offset: position, expected: what) : .endsTooSoon(expected: what)
    }
}
