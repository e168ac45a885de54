/// Percent encoding as forms and queries need it.
enum PercentEncoding {
    /// `text` with everything encoded but letters, digits and `-._~/:`; a colon and a slash need no encoding in a query
    /// ([RFC 3986](https://www.rfc-editor.org/rfc/rfc3986#section-3.4)), and digests and scopes stay readable.
    static func encode(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            case _ where "-._~/:".utf8.contains(byte):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return encoded
    }

    /// A form's body, its items in the order given.
    static func form(_ items: [(name: String, value: String)]) -> String {
        items.map { "\($0.name)=\(encode($0.value))" }.joined(separator: "&")
    }
}

extension PercentEncoding {
    /// `text` with `%40` read as `@` and so on; what is no encoding stays as it is.
    static func decode(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let first = rest.popFirst() {
            let digits = rest.prefix(2)
            if first == UInt8(ascii: "%"), digits.count == 2,
                let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                bytes.append(byte)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(first)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
