@testable import Compression
import LayerArchive
import SystemPackage
import TestSupport
import Testing

struct CompressionProbeTests {
    /// A repetition that is too far back for gzip.
    static let farRepetition = (0..<40).reduce(into: [UInt8]()) { bytes, _ in bytes += Samples.random.bytes(36_000) }

    private func decide(_ bytes: [UInt8], _ choice: CompressionChoice = .auto) throws -> LayerCompression {
        try CompressionProbe([.bytes(bytes)]).decide(choice)
    }

    @Test(
        arguments: [
            (Samples.zeros, .gzipFast), (.text, .gzip), (.fp32, .none), (.bf16, .gzipWeights), (.fp16, .none),
            (.random, .none),
        ] as [(Samples, LayerCompression)])
    func `what bytes are decides how they are stored`(sample: Samples, expected: LayerCompression) throws {
        #expect(try decide(sample.bytes(1_200_000)) == expected)
    }

    @Test func `an executable is compressed densely with gzip`() throws {
        let file = try SourceFile(builtProgram("StoreSamples"))
        defer { file.close() }
        let input = ProbeInput.file(file.path, byteCount: file.size)
        #expect(try CompressionProbe([input]).decide(.auto) == .gzip)
    }

    @Test func `zstd is taken where it saves much more than gzip`() throws {
        #expect(try decide(Self.farRepetition) == .zstd)
        #expect(try decide(Self.farRepetition, .gzip).method == .gzip)
    }

    @Test func `gzip alone is gzip whatever the bytes are`() throws {
        #expect(try decide(Samples.random.bytes(200_000), .gzip).method == .gzip)
        #expect(try decide(Samples.fp32.bytes(200_000), .gzip) == .gzipWeights)
        #expect(try decide([], .gzip).method == .gzip)
    }

    @Test func `nothing is read when there is nothing to choose`() throws {
        let probe = CompressionProbe([.file("/nowhere/at/all", byteCount: 5)])
        #expect(try probe.decide(.exactly(.zstd)) == .zstd)
        #expect(throws: ArchiveError.unreadable("/nowhere/at/all", .noSuchFileOrDirectory)) { try probe.decide(.auto) }
    }

    @Test func `an empty layer is stored as it is`() throws {
        #expect(try CompressionProbe([]).decide(.auto) == .none)
        #expect(try decide([]) == .none)
    }

    @Test func `a better method wins from a tenth on`() throws {
        func best(gzip: Int, zstd: Int) -> LayerCompression {
            CompressionProbe.best(
                of: CompressionChoice.auto.candidates,
                ProbeSizes(plain: 1000, coded: 1000, fast: 1000, dense: gzip, zstd: zstd))
        }
        #expect(best(gzip: 850, zstd: 1000) == .gzip)
        #expect(best(gzip: 890, zstd: 1000) == .none)
        #expect(best(gzip: 500, zstd: 440) == .gzip)
        #expect(best(gzip: 500, zstd: 390) == .zstd)
        #expect(best(gzip: 890, zstd: 860) == .zstd)
    }
}
