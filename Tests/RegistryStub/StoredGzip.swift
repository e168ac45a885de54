import NIOCore

/// gzip that does not compress: a body changes, which is all that a proxy in a test has to do
/// ([RFC 1952](https://www.rfc-editor.org/rfc/rfc1952)).
enum StoredGzip {
    static func wrapping(_ content: ByteBuffer) -> ByteBuffer {
        var output = ByteBuffer(bytes: [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])
        var rest = content
        repeat {
            let length = min(rest.readableBytes, Int(UInt16.max))
            let piece = rest.readSlice(length: length) ?? ByteBuffer()
            output.writeInteger(rest.readableBytes == 0 ? 1 : 0, as: UInt8.self)
            output.writeInteger(UInt16(length), endianness: .little)
            output.writeInteger(~UInt16(length), endianness: .little)
            output.writeImmutableBuffer(piece)
        } while rest.readableBytes > 0
        output.writeInteger(checksum(of: content), endianness: .little)
        output.writeInteger(UInt32(truncatingIfNeeded: content.readableBytes), endianness: .little)
        return output
    }

    private static func checksum(of content: ByteBuffer) -> UInt32 {
        ~content.readableBytesView.reduce(~0) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xedb8_8320 : sum >> 1 }
        }
    }
}
