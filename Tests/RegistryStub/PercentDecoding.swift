/// `text` with each `%` and its two hexadecimal digits as the byte they stand for; nil when a `%` has none.
func percentDecoded(_ text: some StringProtocol) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "%") else {
            bytes.append(byte)
            continue
        }
        guard rest.count >= 2, let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
            return nil
        }
        rest = rest.dropFirst(2)
        bytes.append(code)
    }
    return String(decoding: bytes, as: UTF8.self)
}
