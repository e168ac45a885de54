extension JSONDocument {
    /// The text of a string; nil when an escape in it is half of a surrogate pair.
    func text(of node: JSONNode) -> String? {
        bytes.withUnsafeBufferPointer { bytes in
            let content = UnsafeBufferPointer(rebasing: bytes[node.start + 1..<node.end - 1])
            guard node.kind == .escapedString else { return String(decoding: content, as: UTF8.self) }
            return Self.unescaped(content).map { String(decoding: $0, as: UTF8.self) }
        }
    }

    /// What `content` stands for, a string without its quotes whose escapes were checked.
    private static func unescaped(_ content: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var text: [UInt8] = []
        text.reserveCapacity(content.count)
        var position = 0
        while position < content.count {
            let byte = content[position]
            position += 1
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            let escape = content[position]
            position += 1
            switch escape {
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "u"):
                guard let scalar = scalar(in: content, at: &position) else { return nil }
                text += scalar.utf8
            default: text.append(escape)
            }
        }
        return text
    }

    /// The character of the one `\uXXXX` or two whose first digit is at `position`, which moves behind them.
    private static func scalar(in content: UnsafeBufferPointer<UInt8>, at position: inout Int) -> Unicode.Scalar? {
        let first = codeUnit(in: content, at: &position)
        guard UTF16.isSurrogate(first) else { return Unicode.Scalar(first) }
        guard UTF16.isLeadSurrogate(first), position + 6 <= content.count, content[position] == UInt8(ascii: "\\"),
            content[position + 1] == UInt8(ascii: "u")
        else { return nil }
        position += 2
        let second = codeUnit(in: content, at: &position)
        guard UTF16.isTrailSurrogate(second) else { return nil }
        return UTF16.decode(UTF16.EncodedScalar([first, second]))
    }

    /// The value of the four hex digits at `position`, which moves behind them.
    private static func codeUnit(in content: UnsafeBufferPointer<UInt8>, at position: inout Int) -> UInt16 {
        defer { position += 4 }
        return content[position..<position + 4].reduce(0) { $0 << 4 | (hexDigitValue(of: $1) ?? 0) }
    }
}
