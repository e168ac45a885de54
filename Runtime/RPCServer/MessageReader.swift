import NIOCore

/// Cuts the bytes of HTTP/2 DATA frames into gRPC messages: a flag of compression, four bytes of length, the message
/// ([PROTOCOL-HTTP2](https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md), Length-Prefixed-Message).
struct MessageReader {
    private var buffer = ByteBuffer()
    private let sizeLimit: Int
    private let limitName: String

    /// A reader that refuses messages of more than `sizeLimit` bytes, a limit that users know by `limitName`.
    init(sizeLimit: Int, limitName: String) {
        self.sizeLimit = sizeLimit
        self.limitName = limitName
    }

    /// Whether bytes of an unfinished message are held.
    var holdsPart: Bool { buffer.readableBytes > 0 }

    mutating func append(_ data: ByteBuffer) {
        if buffer.readableBytes == 0 {
            buffer = data
        } else {
            var data = data
            if let length = announcedLength, length <= sizeLimit {
                buffer.reserveCapacity(minimumWritableBytes: length + 5 - buffer.readableBytes)
            }
            buffer.writeBuffer(&data)
        }
    }

    /// The next complete message, or nil when more bytes are needed.
    /// - Throws: ``RPCStatus`` for a message that is compressed or too large; as soon as its prefix says so.
    mutating func next() throws(RPCStatus) -> ByteBuffer? {
        guard let length = announcedLength else { return nil }
        guard buffer.getInteger(at: buffer.readerIndex, as: UInt8.self) == 0 else {
            throw RPCStatus(.unimplemented, "the message is compressed; this server takes uncompressed messages")
        }
        guard length <= sizeLimit else {
            throw RPCStatus(
                .resourceExhausted,
                "the message has \(length) bytes, the limit is \(sizeLimit)\(limitName.isEmpty ? "" : " (\(limitName))")"
            )
        }
        guard buffer.readableBytes >= 5 + length else { return nil }
        buffer.moveReaderIndex(forwardBy: 5)
        let message = buffer.readSlice(length: length)
        if buffer.readableBytes == 0 { buffer = ByteBuffer() }
        return message
    }

    private var announcedLength: Int? {
        buffer.getInteger(at: buffer.readerIndex + 1, as: UInt32.self).map(Int.init)
    }
}
