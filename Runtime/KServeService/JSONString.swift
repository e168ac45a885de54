/// Reads the text of JSON strings that a ``JSONScanner`` has checked.
enum JSONString {
    /// The UTF-8 of the string at `range`, which includes both quotes and was checked by a scanner.
    static func text(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> [UInt8] {
        let content = UnsafeRawBufferPointer(rebasing: bytes[(range.lowerBound + 1)..<(range.upperBound - 1)])
        guard content.contains(UInt8(ascii: "\\")) else { return Array(content) }
        return unescape(content)
    }

    /// Whether the string at `range` (both quotes included, checked) reads `text`.
    static func matches(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ text: String) -> Bool {
        self.text(bytes, range).elementsEqual(text.utf8)
    }

    /// The bytes that the string at `range` (both quotes included, checked) holds as base64, or nil when it does not.
    static func base64(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> [UInt8]? {
        let content = UnsafeRawBufferPointer(rebasing: bytes[(range.lowerBound + 1)..<(range.upperBound - 1)])
        // Some encoders of JSON write the slash of base64 as `\/`.
        return content.contains(UInt8(ascii: "\\")) ? Base64.decode(unescape(content)) : Base64.decode(content)
    }

    private static func unescape(_ content: UnsafeRawBufferPointer) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(content.count)
        var index = 0
        while index < content.count {
            guard content[index] == UInt8(ascii: "\\") else {
                text.append(content[index])
                index += 1
                continue
            }
            switch content[index + 1] {
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "u"):
                let (scalar, length) = scalar(of: content, at: index)
                text.append(contentsOf: String(Character(scalar)).utf8)
                index += length
                continue
            case let itself: text.append(itself)
            }
            index += 2
        }
        return text
    }

    /// The character that the escape at `start` stands for, and how many bytes it takes: 6, or 12 for a pair.
    private static func scalar(of content: UnsafeRawBufferPointer, at start: Int) -> (Unicode.Scalar, length: Int) {
        let unit = codeUnit(content, at: start)
        if let scalar = Unicode.Scalar(unit) { return (scalar, 6) }
        let (high, low) = (unit - 0xD800, codeUnit(content, at: start + 6) - 0xDC00)
        return (Unicode.Scalar(0x10000 + (high << 10) + low) ?? "\u{FFFD}", 12)
    }

    private static func codeUnit(_ content: UnsafeRawBufferPointer, at start: Int) -> UInt32 {
        content[(start + 2)..<(start + 6)].reduce(0) { $0 << 4 | UInt32($1.hexDigitValue ?? 0) }
    }
}
