/// What a method puts before the first block and after the last.
///
/// For zstd that is nothing: every block is a frame, and frames in a row are a file.
struct StreamFrame {
    private let method: LayerCompression.Method

    init(_ method: LayerCompression.Method) {
        self.method = method
    }

    /// Deflate, without time, name and flags, from an unknown system
    /// ([RFC 1952](https://www.rfc-editor.org/rfc/rfc1952), section 2.3).
    var header: [UInt8] {
        method == .gzip ? [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff] : []
    }

    /// An empty last block, the CRC-32 of the content and its length, of which gzip keeps 32 bits.
    func trailer(_ checksum: Checksum, contentBytes: Int64) -> [UInt8] {
        guard method == .gzip else { return [] }
        return [3, 0] + littleEndian(checksum.value) + littleEndian(UInt32(truncatingIfNeeded: contentBytes))
    }

    private func littleEndian(_ number: UInt32) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
}
