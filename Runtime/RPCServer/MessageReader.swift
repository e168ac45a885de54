import Inflate
import NIOCore

/// Cuts the bytes of HTTP/2 DATA frames into gRPC messages: a flag of compression, four bytes of length, the message
/// ([PROTOCOL-HTTP2](https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md), Length-Prefixed-Message).
///
/// A compressed message is inflated as it arrives, so that it is never held twice, and never beyond the limit.
struct MessageReader {
    /// A compressed message of which something has arrived.
    private struct Inflating {
        let inflater: Inflater
        /// Compressed bytes that are still to come.
        var missing: Int
        var message = ByteBuffer()
    }

    private var buffer = ByteBuffer()
    private var inflating: Inflating?
    private let sizeLimit: Int
    private let limitName: String
    private let encoding: MessageEncoding

    /// A reader that refuses messages of more than `sizeLimit` bytes, a limit that users know by `limitName`.
    init(sizeLimit: Int, limitName: String, encoding: MessageEncoding = .identity) {
        self.sizeLimit = sizeLimit
        self.limitName = limitName
        self.encoding = encoding
    }

    /// Whether bytes of an unfinished message are held.
    var holdsPart: Bool { buffer.readableBytes > 0 || inflating != nil }

    /// The bytes that are held, in messages that are not complete.
    var heldBytes: Int { buffer.readableBytes + (inflating?.message.readableBytes ?? 0) }

    /// The memory that is reserved for messages that are not complete.
    var reservedBytes: Int { buffer.capacity }

    mutating func append(_ data: ByteBuffer) {
        if buffer.readableBytes == 0 {
            buffer = data
        } else {
            var data = data
            reserve(for: data.readableBytes)
            buffer.writeBuffer(&data)
        }
    }

    /// Lets go of everything that is held; nothing is read afterwards.
    mutating func drop() {
        buffer = ByteBuffer()
        inflating = nil
    }

    /// The next complete message, or nil when more bytes are needed.
    /// - Throws: ``RPCStatus`` for a message that is too large, as soon as that is known, or whose compression is wrong.
    mutating func next() throws(RPCStatus) -> ByteBuffer? {
        if inflating == nil {
            guard let length = announcedLength else { return nil }
            guard let flag = buffer.getInteger(at: buffer.readerIndex, as: UInt8.self), flag < 2 else {
                throw RPCStatus(.internal, "the flag of compression is neither 0 nor 1")
            }
            guard flag == 1 else { return try plain(length) }
            try beginInflating(length)
        }
        return try inflate()
    }

    private mutating func plain(_ length: Int) throws(RPCStatus) -> ByteBuffer? {
        guard length <= sizeLimit else { throw tooLarge("has \(length) bytes") }
        guard buffer.readableBytes >= 5 + length else { return nil }
        buffer.moveReaderIndex(forwardBy: 5)
        let message = buffer.readSlice(length: length)
        if buffer.readableBytes == 0 { buffer = ByteBuffer() }
        return message
    }

    private mutating func beginInflating(_ length: Int) throws(RPCStatus) {
        guard let format = encoding.format else {
            throw RPCStatus(.internal, "the message is flagged as compressed, and grpc-encoding names no compression")
        }
        // What cannot be compressed becomes a little longer. A longer message would only waste time: it holds empty
        // blocks, or more than the limit.
        guard length <= sizeLimit + sizeLimit >> 10 + 1024 else { throw tooLarge("has \(length) compressed bytes") }
        buffer.moveReaderIndex(forwardBy: 5)
        inflating = Inflating(inflater: Inflater(format, limit: sizeLimit), missing: length)
    }

    private mutating func inflate() throws(RPCStatus) -> ByteBuffer? {
        guard var part = inflating.take() else { return nil }
        let count = min(part.missing, buffer.readableBytes)
        do throws(InflateError) {
            if let bytes = buffer.readSlice(length: count) {
                try Self.inflate(bytes, with: part.inflater, into: &part.message)
            }
            part.missing -= count
            if part.missing == 0 { try part.inflater.finish() }
        } catch {
            throw status(error)
        }
        if buffer.readableBytes == 0 { buffer = ByteBuffer() }
        guard part.missing > 0 else { return part.message }
        inflating = part
        return nil
    }

    private static func inflate(
        _ bytes: ByteBuffer, with inflater: Inflater, into message: inout ByteBuffer
    ) throws(InflateError) {
        // The typed error does not come through the closure of a ByteBuffer.
        let result = bytes.withUnsafeReadableBytes { bytes -> Result<Void, InflateError> in
            Result { () throws(InflateError) in try inflater.inflate(bytes) { message.writeBytes($0) } }
        }
        try result.get()
    }

    private func status(_ error: InflateError) -> RPCStatus {
        switch error {
        case .tooLarge: tooLarge("is larger than that when it is inflated")
        case .malformed, .truncated: RPCStatus(.internal, "the message cannot be inflated: \(error)")
        }
    }

    private func tooLarge(_ words: String) -> RPCStatus {
        let name = limitName.isEmpty ? "" : " (\(limitName))"
        return RPCStatus(.resourceExhausted, "the message \(words), the limit is \(sizeLimit)\(name)")
    }

    private var announcedLength: Int? {
        buffer.getInteger(at: buffer.readerIndex + 1, as: UInt32.self).map(Int.init)
    }

    /// Makes room for `count` bytes more, and for what is announced behind them, as far as it is likely: a client that
    /// announces 256 MiB and sends a byte has a page reserved, not 256 MiB.
    private mutating func reserve(for count: Int) {
        guard inflating == nil, let length = announcedLength, length <= sizeLimit else { return }
        let held = buffer.readableBytes + count
        guard length + 5 > held else { return }
        buffer.reserveCapacity(minimumWritableBytes: min(length + 5, max(65536, 4 * held)) - buffer.readableBytes)
    }
}
