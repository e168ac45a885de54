import Compression
import OCISpec
import Testing

struct LayerCompressionTests {
    @Test func `a method has its media type`() {
        #expect(LayerCompression.none.mediaType == .layerTar)
        #expect(LayerCompression.gzip.mediaType == .layerTarGzip)
        #expect(LayerCompression.gzipFast.mediaType == .layerTarGzip)
        #expect(LayerCompression.gzipWeights.mediaType == .layerTarGzip)
        #expect(LayerCompression.zstd.mediaType.rawValue == "application/vnd.oci.image.layer.v1.tar+zstd")
    }

    @Test func `an identity names method, level and libraries, and no two are alike`() throws {
        #expect(LayerCompression.none.identity.hasPrefix("none libarchive 3."))
        #expect(LayerCompression.gzip.identity.hasPrefix("gzip-6 libarchive 3."))
        #expect(LayerCompression.gzip.identity.contains("libdeflate 1."))
        #expect(LayerCompression.gzipWeights.identity.contains("isa-l 2."))
        #expect(LayerCompression.zstd.identity.contains("zstd 1."))
        var all = LayerCompression.allCases.map(\.identity)
        for level in 1...12 where level != 6 { all.append(try LayerCompression.gzip(level: level).identity) }
        for level in 1...19 where level != 3 { all.append(try LayerCompression.zstd(level: level).identity) }
        #expect(Set(all).count == all.count)
        #expect(LayerCompression.gzip.identity == LayerCompression.gzip.identity)
    }

    @Test func `an annotation names the codec`() throws {
        #expect(LayerCompression.none.annotations.isEmpty)
        let codec = try #require(LayerCompression.gzip.annotations["ml.chassis.layer.codec"])
        #expect(try codec.contains(Regex("^libdeflate 1\\.[0-9]+ level 6, 1 MiB blocks, sample [0-9a-f]{8}$")))
    }

    @Test func `a level is what the codec works with`() throws {
        let content = Samples.text.bytes(300_000)
        let sizes = try [1, 6, 12].map { try store(content, .gzip(level: $0)).stored.count }
        #expect(sizes == sizes.sorted(by: >) && Set(sizes).count == 3)
        #expect(try store(content, .zstd(level: 19)).stored.count < store(content, .zstd(level: 1)).stored.count)
    }
}
