import CDeflate

/// Deflate by libdeflate, which ends every output; the end is taken off again.
final class LibdeflateCompressor: BlockCompressor {
    private let compressor: OpaquePointer
    private let end: DeflateEnd

    init(level: Int32) throws(CompressionError) {
        end = try DeflateEnd()
        guard let compressor = libdeflate_alloc_compressor(level) else { throw .outOfMemory(codec: "libdeflate") }
        self.compressor = compressor
    }

    deinit { libdeflate_free_compressor(compressor) }

    func compress(_ block: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer) throws(CompressionError)
        -> Int
    {
        let count = libdeflate_deflate_compress(
            compressor, block.baseAddress, block.count, room.baseAddress, room.count - DeflateEnd.addedBytes)
        guard count > 0 else { throw .failed(codec: "libdeflate", reason: "no room for the output") }
        return try end.reopen(room, count: count, contentBytes: block.count)
    }
}
