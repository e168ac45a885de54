import NIOCore

extension ByteBuffer {
    /// Writes `text`, which is valid UTF-8, as a JSON string with its quotes; only what must be escaped is escaped.
    mutating func writeJSONString(_ text: some Collection<UInt8>) {
        writeInteger(UInt8(ascii: "\""))
        var rest = text[...]
        while let special = rest.firstIndex(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
        ) {
            writeBytes(rest[..<special])
            writeEscape(of: rest[special])
            rest = rest[rest.index(after: special)...]
        }
        writeBytes(rest)
        writeInteger(UInt8(ascii: "\""))
    }

    private mutating func writeEscape(of byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): writeStaticString("\\\"")
        case UInt8(ascii: "\\"): writeStaticString("\\\\")
        case 0x0A: writeStaticString("\\n")
        case 0x0D: writeStaticString("\\r")
        case 0x09: writeStaticString("\\t")
        default:
            let digits: StaticString = "0123456789abcdef"
            writeStaticString("\\u00")
            writeBytes([digits.utf8Start[Int(byte >> 4)], digits.utf8Start[Int(byte & 15)]])
        }
    }
}
