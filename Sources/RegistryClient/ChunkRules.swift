/// How a blob is cut for its way to one host.
struct ChunkRules: Hashable, Sendable {
    /// Blobs up to this size go whole.
    var wholeBytesMax: Int64
    /// The size of a piece that we choose.
    var pieceBytes: Int64
    /// The smallest piece that the registry takes, the last one excepted; from `OCI-Chunk-Min-Length`.
    var pieceBytesMin: Int64?
    /// The largest piece; from `OCI-Chunk-Max-Length`, which is no part of the specification.
    var pieceBytesMax: Int64?
    var lessons = HostLessons()

    /// Smaller pieces than this are not tried: a host that refuses them refuses everything.
    static let smallestPiece: Int64 = 1 << 20

    /// The next part of a blob of `size` bytes of which the registry has `offset`, and whether it is the whole rest.
    func nextPart(from offset: Int64, of size: Int64) -> (range: Range<Int64>, isWhole: Bool) {
        guard cuts(size) else { return (offset..<size, true) }
        return (offset..<min(offset + piece, size), false)
    }

    /// Whether a blob of `size` bytes goes in pieces.
    func cuts(_ size: Int64) -> Bool {
        if let max = lessons.bodyBytesMax, size > max { return true }
        return !lessons.isWholeOnly && size > wholeBytesMax
    }

    private var piece: Int64 {
        var piece = max(pieceBytes, pieceBytesMin ?? 0)
        if let max = lessons.bodyBytesMax { piece = min(piece, max) }
        if let max = pieceBytesMax, max > 0 { piece = min(piece, max) }
        return max(piece, 1)
    }
}
