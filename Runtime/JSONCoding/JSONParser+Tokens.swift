// The parts of a document that have no parts.

extension JSONParser {
    /// The next byte, or nil at the end.
    var peek: UInt8? {
        @inline(__always) get { position < bytes.count ? bytes[position] : nil }
    }

    @inline(__always)
    mutating func skip(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    @inline(__always)
    mutating func skipWhiteSpace() {
        while position < bytes.count {
            let byte = bytes[position]
            guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            position += 1
        }
    }

    @inline(__always)
    func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    /// The error of a byte at the position that is not `what`.
    func expected(_ what: String) -> JSONSyntaxError {
        position < bytes.count ? .unexpectedByte(offset: position, expected: what) : .endsTooSoon(expected: what)
    }

    /// `-`, then `0` or digits without a leading zero, then a fraction and an exponent (RFC 8259, section 6).
    @inline(__always)
    mutating func number() throws(JSONSyntaxError) {
        _ = skip(UInt8(ascii: "-"))
        if !skip(UInt8(ascii: "0")) { try digits() }
        if skip(UInt8(ascii: ".")) { try digits() }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if !skip(UInt8(ascii: "+")) { _ = skip(UInt8(ascii: "-")) }
            try digits()
        }
    }

    /// One digit or more.
    @inline(__always)
    private mutating func digits() throws(JSONSyntaxError) {
        let start = position
        while position < bytes.count, isDigit(bytes[position]) { position += 1 }
        guard position > start else { throw expected("a digit") }
    }

    /// A string with its quotes (section 7); whether there are escapes in it.
    mutating func stringToken() throws(JSONSyntaxError) -> Bool {
        position += 1
        var isEscaped = false
        while true {
            skipPlainText()
            guard let byte = peek else { throw expected("'\"'") }
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return isEscaped
            case UInt8(ascii: "\\"):
                try escape()
                isEscaped = true
            case 0..<0x20: throw expected("no control character in a string")
            case 0x80...: try multibyteCharacter()
            default: position += 1
            }
        }
    }

    /// Steps over characters that stand for themselves in one byte, eight at a time, as long as there are eight.
    private mutating func skipPlainText() {
        guard let start = bytes.baseAddress else { return }
        let (ones, highs): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
        while position + 8 <= bytes.count {
            let word = UInt64(littleEndian: UnsafeRawPointer(start + position).loadUnaligned(as: UInt64.self))
            let quotes = word ^ (ones &* 0x22)
            let slashes = word ^ (ones &* 0x5C)
            // The high bit of the first byte that is below 0x20, a quote, a backslash, or not ASCII. The bits above it
            // may be wrong, for the subtractions borrow.
            let special =
                (((word &- ones &* 0x20) & ~word) | ((quotes &- ones) & ~quotes) | ((slashes &- ones) & ~slashes)
                    | word) & highs
            guard special == 0 else {
                position += special.trailingZeroBitCount / 8
                return
            }
            position += 8
        }
    }

    private mutating func escape() throws(JSONSyntaxError) {
        position += 1
        guard let byte = peek else { throw expected("an escape of JSON") }
        switch byte {
        case UInt8(ascii: "u"):
            position += 1
            for _ in 0..<4 {
                guard let byte = peek, hexDigitValue(of: byte) != nil else { throw expected("a hex digit") }
                position += 1
            }
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 1
        default: throw expected("an escape of JSON")
        }
    }

    /// A character of two to four bytes: table 3-7 of the Unicode Standard, which leaves out overlong forms,
    /// surrogates, and everything above U+10FFFF.
    private mutating func multibyteCharacter() throws(JSONSyntaxError) {
        let (second, length): (ClosedRange<UInt8>, Int)
        switch bytes[position] {
        case 0xC2...0xDF: (second, length) = (0x80...0xBF, 2)
        case 0xE0: (second, length) = (0xA0...0xBF, 3)
        case 0xE1...0xEC, 0xEE...0xEF: (second, length) = (0x80...0xBF, 3)
        case 0xED: (second, length) = (0x80...0x9F, 3)
        case 0xF0: (second, length) = (0x90...0xBF, 4)
        case 0xF1...0xF3: (second, length) = (0x80...0xBF, 4)
        case 0xF4: (second, length) = (0x80...0x8F, 4)
        default: throw .notUTF8
        }
        guard position + length <= bytes.count, second.contains(bytes[position + 1]) else { throw .notUTF8 }
        for index in 2..<length where bytes[position + index] & 0xC0 != 0x80 { throw .notUTF8 }
        position += length
    }
}

/// The value of a hexadecimal digit in ASCII, of either case; nil for any other byte.
func hexDigitValue(of byte: UInt8) -> UInt16? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
}
