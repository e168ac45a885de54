import Compression
import LayerArchive
import SystemPackage
import TestSupport
import Testing

/// What is stored comes back, by libarchive and by other people's programs. A test whose program is missing is reported
/// as skipped.
struct DecompressionTests {
    static let compressed = LayerCompression.allCases.filter { $0 != .none } + extremes
    private static let extremes = [try? LayerCompression.gzip(level: 1), try? .gzip(level: 12), try? .zstd(level: 19)]
        .compactMap(\.self)

    /// Sizes at which a block ends, and contents that end in every bit of a byte.
    static let contents: [[UInt8]] =
        [[], [1]] + (2..<40).map { Samples.text.bytes($0 * $0) }
        + [mebibyte - 1, mebibyte, mebibyte + 1].map { Samples.fp32.bytes($0) }
        + [Samples.random.bytes(3 * mebibyte / 2), Samples.zeros.bytes(2 * mebibyte)]

    @Test(arguments: compressed) func `our readers give the content back`(compression: LayerCompression) async throws {
        try await withTemporaryDirectory { folder in
            for content in Self.contents {
                let file = folder.appending("layer")
                try write(store(content, compression).stored, to: file)
                var result: [UInt8] = []
                if compression.method == .gzip {
                    try GzipReader(file).forEachPiece { result += $0 }
                } else {
                    try ZstdReader(file).forEachPiece { result += $0 }
                }
                #expect(result == content)
            }
        }
    }

    @Test(
        .enabled(if: isInstalled("gzip"), "gzip is not installed"), arguments: compressed.filter { $0.method == .gzip })
    func `gzip gives the content back`(compression: LayerCompression) async throws {
        try await check("gzip -dc", compression)
    }

    /// It sees no more than the first member of a file, as some engines do.
    @Test(
        .enabled(if: isInstalled("python3"), "python3 is not installed"),
        arguments: compressed.filter { $0.method == .gzip })
    func `a reader that knows one gzip member gives the content back`(compression: LayerCompression) async throws {
        let program = "import sys,zlib; sys.stdout.buffer.write(zlib.decompress(open(sys.argv[1],'rb').read(), 31))"
        try await check("python3 -c \"\(program)\"", compression)
    }

    @Test(
        .enabled(if: isInstalled("zstd"), "zstd is not installed"), arguments: compressed.filter { $0.method == .zstd })
    func `zstd gives the content back`(compression: LayerCompression) async throws {
        try await check("zstd -dc", compression)
    }

    private func check(_ command: String, _ compression: LayerCompression) async throws {
        let content = Samples.text.bytes(1_500_000) + Samples.random.bytes(1_500_000)
        try await withTemporaryDirectory { folder in
            for content in [[], content] {
                let file = folder.appending("layer")
                try write(store(content, compression).stored, to: file)
                let result = try run("\(command) '\(file)' 2>&1")
                #expect(result.succeeded)
                #expect(result.output == content)
            }
        }
    }
}
