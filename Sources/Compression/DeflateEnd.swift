import CZlib

/// Turns a whole deflate stream into a piece of one, after which more may follow.
///
/// A bit in the header of the last block says that it is the last, and nothing but decoding finds it. zlib decodes, which
/// takes a fifth of the time of compressing, and shows on the way that the stream is good
/// ([RFC 1951](https://www.rfc-editor.org/rfc/rfc1951), section 3.2.3).
final class DeflateEnd {
    /// How many bytes a piece is longer than the stream, at most.
    static let addedBytes = 5

    /// zlib compares the address of its stream with the one that it has seen first, so it stays where it is.
    private let stream: UnsafeMutablePointer<z_stream>
    private let content = UnsafeMutableRawBufferPointer.allocate(byteCount: StreamBlock.byteCount, alignment: 16)

    init() throws(CompressionError) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // Negative: no header and trailer around the deflate stream.
        let code = inflateInit2_(stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard code == Z_OK else { throw .outOfMemory(codec: "zlib") }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        content.deallocate()
    }

    /// Makes the stream in the first `count` bytes of `room` a piece that ends at a whole byte, and returns its length;
    /// `room` has ``addedBytes`` more. The stream holds `contentBytes` bytes.
    func reopen(
        _ room: UnsafeMutableRawBufferPointer, count: Int, contentBytes: Int
    ) throws(CompressionError) -> Int {
        let (lastHeader, end) = try lastBlock(of: UnsafeRawBufferPointer(room), count, contentBytes)
        room[lastHeader / 8] &= ~(1 << UInt8(lastHeader % 8))
        // An empty stored block: three zero bits, zeros up to the next whole byte, the length 0 and its complement.
        let begin = (end + 3 + 7) / 8
        if begin > count { room[begin - 1] = 0 }
        UnsafeMutableRawBufferPointer(rebasing: room[begin...]).copyBytes(from: [0, 0, 0xff, 0xff])
        return begin + 4
    }

    /// The bit with which the last block begins, and the bit behind it.
    private func lastBlock(
        of bytes: UnsafeRawBufferPointer, _ count: Int, _ contentBytes: Int
    ) throws(CompressionError) -> (lastHeader: Int, end: Int) {
        inflateReset(stream)
        stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.assumingMemoryBound(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(count)
        stream.pointee.next_out = content.assumingMemoryBound(to: UInt8.self).baseAddress
        stream.pointee.avail_out = UInt32(content.count)
        var header = 0
        while true {
            let code = inflate(stream, Z_BLOCK)
            let state = stream.pointee.data_type
            guard code == Z_OK, state & 128 != 0 else { throw .failed(codec: "libdeflate", reason: "damaged output") }
            let position = (count - Int(stream.pointee.avail_in)) * 8 - Int(state & 7)
            if state & 64 != 0 {
                guard Int(stream.pointee.total_out) == contentBytes else {
                    throw .failed(codec: "libdeflate", reason: "the output decodes to another length")
                }
                return (header, position)
            }
            header = position
        }
    }
}
