import NIOCore

extension ByteBuffer {
    /// Writes `bytes` as base64, padded.
    mutating func writeBase64(_ bytes: [UInt8]) {
        let alphabet = Base64.alphabet
        reserveCapacity(minimumWritableBytes: (bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            writeMultipleIntegers(
                alphabet[bits >> 18], alphabet[bits >> 12 & 63],
                group.count > 1 ? alphabet[bits >> 6 & 63] : UInt8(ascii: "="),
                group.count > 2 ? alphabet[bits & 63] : UInt8(ascii: "="))
        }
    }
}
