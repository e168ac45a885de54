/// What it costs to store bytes in some way, in nanoseconds: they are compressed once, on two cores, and then sent some
/// 20 times, to a registry and from there to where the image runs.
///
/// All figures are constants, measured once on one machine: a decision must not depend on how fast or busy this one is.
enum CompressionCost {
    /// How often a layer is sent while anybody needs it.
    private static let transfers = 20
    private static let networkMegabytesPerSecond = 100

    /// The cost of storing bytes like these samples with `compression`; nil where samples tell nothing.
    static func of(_ compression: LayerCompression, _ sizes: ProbeSizes) -> Int? {
        switch compression {
        case .none: cost(sizes.plain, megabytesPerSecond: nil, of: sizes)
        case .gzipWeights: cost(sizes.coded, megabytesPerSecond: 1400, of: sizes)
        // What ISA-L makes is 6 % larger than what libdeflate does, for programs and for text.
        case .gzipFast: cost(sizes.fast * 106 / 100, megabytesPerSecond: 800, of: sizes)
        case .gzip: cost(sizes.dense, megabytesPerSecond: 110, of: sizes)
        case .zstd: cost(sizes.zstd, megabytesPerSecond: 400, of: sizes)
        default: nil
        }
    }

    private static func cost(_ stored: Int, megabytesPerSecond: Int?, of sizes: ProbeSizes) -> Int {
        let sending = transfers * stored * 1000 / networkMegabytesPerSecond
        return sending + (megabytesPerSecond.map { sizes.plain * 1000 / $0 } ?? 0)
    }
}
