import Inflate
import NIOCore

/// A message as it goes out: its bytes and whether they are compressed.
struct OutgoingMessage: Sendable {
    let bytes: ByteBuffer
    let isCompressed: Bool

    /// The message, with gzip when it has `compressedFrom` bytes or more, unless that makes it no smaller; nil is never.
    ///
    /// That takes about 10 ms a megabyte, so event loops do not call it.
    init(_ message: ByteBuffer, compressedFrom: Int?) {
        guard let compressedFrom, message.readableBytes >= compressedFrom else {
            bytes = message
            isCompressed = false
            return
        }
        let compressed = Self.compressed(message)
        isCompressed = compressed.readableBytes < message.readableBytes
        bytes = isCompressed ? compressed : message
    }

    private static func compressed(_ message: ByteBuffer) -> ByteBuffer {
        var compressed = ByteBuffer()
        compressed.reserveCapacity(message.readableBytes / 4 + 64)
        let deflater = Deflater(.gzip)
        message.withUnsafeReadableBytes { deflater.deflate($0) { compressed.writeBytes($0) } }
        deflater.finish { compressed.writeBytes($0) }
        return compressed
    }
}
