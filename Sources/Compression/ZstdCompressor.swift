import CZstd

/// zstd, a frame a block, each with its length and a checksum.
final class ZstdCompressor: BlockCompressor {
    private let context: OpaquePointer

    init(level: Int32) throws(CompressionError) {
        guard let context = ZSTD_createCCtx() else { throw .outOfMemory(codec: "zstd") }
        self.context = context
        try check(ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level))
        try check(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1))
    }

    deinit { ZSTD_freeCCtx(context) }

    func compress(_ block: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer) throws(CompressionError)
        -> Int
    {
        try check(ZSTD_compress2(context, room.baseAddress, room.count, block.baseAddress, block.count))
    }

    @discardableResult
    private func check(_ result: Int) throws(CompressionError) -> Int {
        guard ZSTD_isError(result) == 0 else {
            throw .failed(codec: "zstd", reason: String(cString: ZSTD_getErrorName(result)))
        }
        return result
    }
}
