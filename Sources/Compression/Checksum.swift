import CDeflate
import CZlib

/// The CRC-32 that ends a gzip file, of blocks that were read in any order.
struct Checksum {
    private(set) var value: UInt32 = 0

    /// The CRC-32 of `bytes`; libdeflate is as fast as memory.
    static func of(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        libdeflate_crc32(0, bytes.baseAddress, bytes.count)
    }

    /// Adds a block of `count` bytes with the CRC-32 `other` behind all that was added before.
    mutating func append(_ other: UInt32, count: Int) {
        value = UInt32(crc32_combine(UInt(value), UInt(other), count))
    }
}
