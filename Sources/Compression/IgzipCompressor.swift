import CISAL

/// Deflate by ISA-L.
final class IgzipCompressor: BlockCompressor {
    private let igzip: UnsafeMutablePointer<chassis_igzip>
    private let windowBits: UInt16

    init(windowBits: UInt16) throws(CompressionError) {
        guard let igzip = chassis_igzip_new() else { throw .outOfMemory(codec: "ISA-L") }
        self.igzip = igzip
        self.windowBits = windowBits
    }

    deinit { chassis_igzip_free(igzip) }

    func compress(_ block: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer) throws(CompressionError)
        -> Int
    {
        var written: UInt32 = 0
        let code = chassis_igzip_block(
            igzip, windowBits, block.baseAddress, UInt32(block.count), room.baseAddress, UInt32(room.count), &written)
        guard code == COMP_OK else { throw .failed(codec: "ISA-L", reason: "code \(code)") }
        return Int(written)
    }
}
