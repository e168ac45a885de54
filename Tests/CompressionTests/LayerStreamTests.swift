import Compression
import OCISpec
import Testing

struct LayerStreamTests {
    /// Three blocks, of which the last is not full.
    static let content = Samples.text.bytes(mebibyte) + Samples.random.bytes(mebibyte) + Samples.bf16.bytes(500_000)

    @Test(arguments: LayerCompression.allCases)
    func `digest and size are those of the stored bytes, the diff id that of the input`(
        compression: LayerCompression
    ) throws {
        let (summary, stored) = try store(Self.content, compression)
        #expect(try summary.diffID == Digest.of(Self.content))
        #expect(try summary.digest == Digest.of(stored))
        #expect(summary.size == Int64(stored.count))
        #expect(summary.uncompressedSize == Int64(Self.content.count))
        #expect((summary.size < summary.uncompressedSize) == (compression != .none))
    }

    @Test(arguments: LayerCompression.allCases, [1, 2, 7])
    func `the stored bytes depend neither on the number of threads nor on how the input is cut`(
        compression: LayerCompression, workers: Int
    ) throws {
        let content = Self.content + Self.content
        let expected = try store(content, compression, workers: 1, pieceBytes: content.count)
        for pieceBytes in [7_777, mebibyte, content.count] {
            let cut = try store(content, compression, workers: workers, pieceBytes: pieceBytes)
            #expect(cut.summary == expected.summary)
            #expect(cut.stored == expected.stored)
        }
    }

    @Test func `a caller who is faster than the compressor waits, and no block is lost`() throws {
        let content = Samples.text.bytes(12 * mebibyte)
        let one = try store(content, .gzip, workers: 1, pieceBytes: content.count)
        let seven = try store(content, .gzip, workers: 7, pieceBytes: content.count)
        #expect(one.summary == seven.summary)
    }

    @Test(arguments: LayerCompression.allCases)
    func `an error of the sink is thrown unchanged, by every later call as well, and the sink gets nothing more`(
        compression: LayerCompression
    ) throws {
        let whole = Stored()
        _ = try store(Self.content, compression, into: whole)
        #expect(whole.calls >= 3)
        for call in 1...whole.calls {
            let failing = Stored(failingCall: call)
            let stream = try LayerStream(compression: compression, sink: failing.take)
            #expect(throws: Stored.Failure()) {
                try Self.content.withUnsafeBytes { try stream.write($0) }
                _ = try stream.finish()
            }
            #expect(throws: Stored.Failure()) { try Self.content.withUnsafeBytes { try stream.write($0) } }
            #expect(throws: Stored.Failure()) { try stream.finish() }
            #expect(failing.calls == call)
        }
    }

    @Test(arguments: LayerCompression.allCases)
    func `a stream that is given up halfway hands out nothing more`(compression: LayerCompression) throws {
        let stored = Stored()
        func begin() throws -> Int {
            let stream = try LayerStream(compression: compression, sink: stored.take)
            try Self.content.withUnsafeBytes { try stream.write($0) }
            return stored.calls
        }
        let calls = try begin()
        #expect(stored.calls == calls)
    }

    @Test func `a layer that is not compressed is stored as it is`() throws {
        let (summary, stored) = try store(Self.content, .none)
        #expect(stored == Self.content)
        #expect(summary.digest == summary.diffID)
    }

    @Test(arguments: [LayerCompression.gzip, .gzipFast, .gzipWeights])
    func `gzip begins without time and name, and ends with the content's CRC-32 and length`(
        compression: LayerCompression
    ) throws {
        let (_, stored) = try store(Array("abc".utf8), compression)
        #expect(stored.prefix(10) == [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])
        #expect(stored.suffix(8) == [0xc2, 0x41, 0x24, 0x35, 3, 0, 0, 0])
    }
}
