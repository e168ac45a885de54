import Inflate
import NIOCore

/// A message as it goes out: its bytes and whether they are compressed.
struct OutgoingMessage: Sendable {
    let bytes: ByteBuffer
    let isCompressed: Bool

    /// The message as it is.
    init(plain message: ByteBuffer) {
        bytes = message
        isCompressed = false
    }

    /// The message, with gzip when it has `compressedFrom` bytes or more, unless that makes it no smaller; nil is never.
    ///
    /// That takes 10 to 40 ms a megabyte, so event loops do not call it.
    init(_ message: ByteBuffer, compressedFrom: Int?) {
        guard let compressedFrom, message.readableBytes >= compressedFrom else {
            bytes = message
            isCompressed = false
            return
        }
        guard Self.isWorthCompressing(message) else {
            bytes = message
            isCompressed = false
            return
        }
        let compressed = Self.compressed(message)
        isCompressed = compressed.readableBytes < message.readableBytes
        bytes = isCompressed ? compressed : message
    }

    /// What is looked at before a large message is compressed.
    private static let probeBytes = 32768

    /// Whether a piece from the middle of a large message becomes a tenth smaller. Pictures and sound do not, and with
    /// them compressing would take the longest.
    private static func isWorthCompressing(_ message: ByteBuffer) -> Bool {
        let start = message.readerIndex + message.readableBytes / 2
        guard message.readableBytes > 8 * probeBytes, let probe = message.getSlice(at: start, length: probeBytes)
        else { return true }
        return compressed(probe).readableBytes < probeBytes / 10 * 9
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
