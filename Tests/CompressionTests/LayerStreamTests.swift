import Compression
import OCISpec
import Testing

struct LayerStreamTests {
    struct Failure: Error, Equatable {}

    /// The sink's bytes, gathered.
    final class Stored {
        var bytes: [UInt8] = []
    }

    static let content = [[UInt8]](repeating: Array(0...255), count: 10_000).flatMap(\.self)

    private func pass(
        _ content: [UInt8], _ compression: LayerCompression, pieceBytes: Int = 100_000
    ) throws -> (LayerSummary, stored: [UInt8]) {
        let stored = Stored()
        let stream = try LayerStream(compression: compression) { stored.bytes += $0 }
        try content.withUnsafeBytes { bytes in
            for begin in stride(from: 0, to: bytes.count, by: pieceBytes) {
                try stream.write(UnsafeRawBufferPointer(rebasing: bytes[begin...].prefix(pieceBytes)))
            }
        }
        return (try stream.finish(), stored.bytes)
    }

    @Test(arguments: LayerCompression.allCases)
    func `an error of the sink is thrown unchanged`(compression: LayerCompression) throws {
        let stream = try LayerStream(compression: compression) { _ in throw Failure() }
        #expect(throws: Failure()) {
            try Self.content.withUnsafeBytes { try stream.write($0) }
            _ = try stream.finish()
        }
    }

    @Test(arguments: LayerCompression.allCases)
    func `digest and size are those of the stored bytes, the diff id that of the input`(
        compression: LayerCompression
    ) throws {
        let (summary, stored) = try pass(Self.content, compression)
        #expect(try summary.diffID == Digest.of(Self.content))
        #expect(try summary.digest == Digest.of(stored))
        #expect(summary.size == Int64(stored.count))
        #expect(summary.uncompressedSize == Int64(Self.content.count))
        #expect((summary.size < summary.uncompressedSize) == (compression == .gzip))
    }

    @Test(arguments: LayerCompression.allCases)
    func `the stored bytes do not depend on how the input is cut`(compression: LayerCompression) throws {
        let whole = try pass(Self.content, compression, pieceBytes: Self.content.count)
        let cut = try pass(Self.content, compression, pieceBytes: 77_777)
        #expect(whole.0 == cut.0)
        #expect(whole.stored == cut.stored)
    }

    @Test func `a layer that is not compressed is stored as it is`() throws {
        let (summary, stored) = try pass(Self.content, .none)
        #expect(stored == Self.content)
        #expect(summary.digest == summary.diffID)
        #expect(LayerCompression.none.mediaType == .layerTar)
    }

    @Test func `a layer compressed with gzip says so in its media type, and begins as gzip does`() throws {
        let (_, stored) = try pass([], .gzip)
        #expect(stored.prefix(2) == [0x1f, 0x8b])
        #expect(LayerCompression.gzip.mediaType == .layerTarGzip)
    }
}
