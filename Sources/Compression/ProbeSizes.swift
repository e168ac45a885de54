/// What became of sample windows, in bytes.
///
/// Only what gives the same result on every processor is measured. So ISA-L is not asked itself: libdeflate at level 1
/// stands for its full window, and the cost of a Huffman code for its narrow one.
struct ProbeSizes: Hashable {
    /// Not compressed.
    private(set) var plain = 0
    /// With a Huffman code for bytes.
    private(set) var coded = 0
    /// By libdeflate at level 1.
    private(set) var fast = 0
    /// By libdeflate at level 6.
    private(set) var dense = 0
    /// By zstd at level 3.
    private(set) var zstd = 0
}

extension ProbeSizes {
    /// Compresses every window in all ways.
    init(of windows: [[UInt8]]) throws {
        self.init()
        let compressors = (
            fast: try LibdeflateCompressor(level: 1), dense: try LibdeflateCompressor(level: 6),
            zstd: try ZstdCompressor(level: 3)
        )
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * ProbeWindows.byteCount, alignment: 16)
        defer { room.deallocate() }
        func size(_ window: [UInt8], _ compressor: any BlockCompressor) throws -> Int {
            try window.withUnsafeBytes { try compressor.compress($0, into: room) }
        }
        for window in windows {
            plain += window.count
            coded += HuffmanCost.bytes(of: window)
            fast += try size(window, compressors.fast)
            dense += try size(window, compressors.dense)
            zstd += try size(window, compressors.zstd)
        }
    }
}
