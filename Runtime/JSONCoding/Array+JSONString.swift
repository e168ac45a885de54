extension [UInt8] {
    /// Appends `text` as a JSON string (RFC 8259, section 7); only what must be escaped is escaped.
    mutating func appendJSONString(_ text: String) {
        var text = text
        append(UInt8(ascii: "\""))
        text.withUTF8 { bytes in
            var rest = bytes[...]
            while let special = rest.firstIndex(where: mustBeEscaped) {
                append(contentsOf: rest[..<special])
                appendEscape(of: rest[special])
                rest = rest[(special + 1)...]
            }
            append(contentsOf: rest)
        }
        append(UInt8(ascii: "\""))
    }

    private func mustBeEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func appendEscape(of byte: UInt8) {
        append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: append(UInt8(ascii: "b"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0x0A: append(UInt8(ascii: "n"))
        case 0x0C: append(UInt8(ascii: "f"))
        case 0x0D: append(UInt8(ascii: "r"))
        case 0..<0x20:
            let digits = Array("0123456789abcdef".utf8)
            self += "u00".utf8
            self += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        default: append(byte)
        }
    }
}
