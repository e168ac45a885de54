import OCISpec

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// One pass over a layer's bytes: hash of the tar archive, compression, hash and size of what is stored.
///
/// The caller's thread cuts the stream into blocks of 1 MiB and hands the stored ones to the sink; both hashes and the
/// compression are on threads of their own meanwhile. The blocks form a ring, so memory does not grow with the layer, and
/// a caller who is too fast waits. Every block is compressed by itself and stored in its turn: the stored bytes depend
/// neither on the number of threads nor on the pieces in which the bytes come.
///
/// After an error every further call throws the same error, and the sink gets nothing more. A stream released before
/// ``finish()`` hands out nothing more, and when it is gone so is all its work.
public final class LayerStream {
    /// More threads than this the two hashes could not keep up with, and each takes memory.
    private static let workersMax = 8
    /// What all compressors together may take: with the blocks it is half of the 128 MiB that a build is to stay below.
    private static let stateBytesMax = 32 << 20

    /// How many processors this process may use.
    public static var processorCount: Int { ProcessInfo.processInfo.activeProcessorCount }

    private let sink: (UnsafeRawBufferPointer) throws -> Void
    private let frame: StreamFrame
    /// Block number n of the stream is in `ring[n % ring.count]`.
    private let ring: [StreamBlock]
    private let lanes: [CodecLane]
    private let contentHash: HashLane
    /// Nil when the stored bytes are the content.
    private let storedHash: HashLane?
    /// How many blocks were filled, and how many of them are stored.
    private var (filled, stored) = (0, 0)
    private var checksum = Checksum()
    private var (contentBytes, storedBytes): (Int64, Int64) = (0, 0)
    private var failure: (any Error)?

    /// A stream of which `sink` gets the bytes to store, piece by piece; a piece is valid only during its call.
    ///
    /// Up to `workers` threads compress; fewer where a codec takes much memory.
    /// - Throws: ``CompressionError``, or an error of the hash. An error of `sink` is thrown unchanged by the method that
    ///   meets it.
    public init(
        compression: LayerCompression, workers: Int = LayerStream.processorCount,
        sink: @escaping (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        self.sink = sink
        frame = StreamFrame(compression.method)
        lanes = try Self.lanes(compression.codec, workers: workers)
        // For each thread a block that it works on and one that waits, the one that is being filled, and four for the
        // time in which the caller reads or the disk is slow.
        ring = (0..<(2 * lanes.count + 5)).map { _ in StreamBlock() }
        contentHash = try HashLane()
        storedHash = lanes.isEmpty ? nil : try HashLane()
    }

    deinit {
        for block in ring { block.waitUntilIdle() }
    }

    /// Takes `bytes` as the next piece of the tar archive.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        try untilFailure {
            var rest = bytes
            while !rest.isEmpty {
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(filling.fill(with: rest)))
                if filling.isFull { try endBlock() }
            }
        }
    }

    /// Hands out what is held back, and tells what has passed; to be called once, after the last piece.
    public func finish() throws -> LayerSummary {
        try untilFailure {
            // One block at least: of an empty stream zstd makes a frame as well.
            if filled == 0 || !filling.content.isEmpty { try endBlock() }
            while stored < filled { try storeOldest() }
            try store(frame.trailer(checksum, contentBytes: contentBytes))
            let diffID = try contentHash.finish()
            return LayerSummary(
                diffID: diffID, digest: try storedHash?.finish() ?? diffID, size: storedBytes,
                uncompressedSize: contentBytes)
        }
    }

    private var filling: StreamBlock { ring[filled % ring.count] }
    private var oldest: StreamBlock { ring[stored % ring.count] }

    /// Hands the block that was filled to the threads, stores those that are ready, and makes the next one empty.
    private func endBlock() throws {
        contentHash.append(.content, of: filling)
        if !lanes.isEmpty { lanes[filled % lanes.count].compress(filling) }
        contentBytes += Int64(filling.content.count)
        filled += 1
        while stored < filled, filled - stored == ring.count || oldest.isCompressed { try storeOldest() }
        filling.empty()
    }

    private func storeOldest() throws {
        if stored == 0 { try store(frame.header) }
        let bytes = try oldest.stored()
        storedHash?.append(.stored, of: oldest)
        storedBytes += Int64(bytes.count)
        if !bytes.isEmpty { try sink(bytes) }
        checksum.append(oldest.checksum, count: oldest.content.count)
        stored += 1
    }

    private func store(_ bytes: [UInt8]) throws {
        guard !bytes.isEmpty else { return }
        storedHash?.append(bytes)
        storedBytes += Int64(bytes.count)
        try bytes.withUnsafeBytes(sink)
    }

    private func untilFailure<Result>(_ body: () throws -> Result) throws -> Result {
        if let failure { throw failure }
        do {
            return try body()
        } catch {
            failure = error
            throw error
        }
    }

    private static func lanes(_ codec: Codec, workers: Int) throws(CompressionError) -> [CodecLane] {
        var lanes: [CodecLane] = []
        while lanes.isEmpty || lanes.count < min(workers, workersMax, stateBytesMax / codec.stateBytes) {
            guard let compressor = try codec.makeCompressor() else { return [] }
            lanes.append(CodecLane(compressor))
        }
        return lanes
    }
}
