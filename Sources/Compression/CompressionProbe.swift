/// Decides how a layer is stored, by looking at samples of its bytes.
///
/// The same bytes give the same decision on any machine, see ``CompressionCost`` and ``ProbeSizes``. A method takes the
/// place of a plainer one (none, gzip, zstd) only where it saves at least a tenth of what it costs to store the bytes as
/// they are: compressed layers also have to be decompressed at every start, and old engines cannot read zstd.
public struct CompressionProbe {
    private let windows: ProbeWindows

    /// A probe of a layer with these contents, in their order.
    public init(_ inputs: [ProbeInput]) {
        windows = ProbeWindows(inputs)
    }

    /// The best of what `choice` leaves open; nothing is read when that is only one.
    /// - Throws: `ArchiveError` when a file cannot be read, ``CompressionError``.
    public func decide(_ choice: CompressionChoice) throws -> LayerCompression {
        let candidates = choice.candidates
        if candidates.count == 1 { return candidates[0] }
        return Self.best(of: candidates, try ProbeSizes(of: windows.contents()))
    }

    static func best(of candidates: [LayerCompression], _ sizes: ProbeSizes) -> LayerCompression {
        let costs = candidates.map { (compression: $0, cost: CompressionCost.of($0, sizes) ?? .max) }
        let margin = (CompressionCost.of(.none, sizes) ?? 0) / 10
        return costs.dropFirst().reduce(costs[0]) { best, next in
            let isLessPlain = next.compression.method != best.compression.method
            return next.cost < best.cost - (isLessPlain ? margin : 0) ? next : best
        }.compression
    }
}
