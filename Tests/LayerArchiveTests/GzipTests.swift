import LayerArchive
import SystemPackage
import TestSupport
import Testing

struct GzipTests {
    private func gzip(_ pieces: [[UInt8]]) throws -> [UInt8] {
        let collector = ByteCollector()
        let filter = try GzipFilter(sink: collector.take)
        for piece in pieces { try piece.withUnsafeBytes { try filter.write($0) } }
        try filter.finish()
        return collector.bytes
    }

    private func gunzip(_ bytes: [UInt8], in folder: FilePath) throws -> [UInt8] {
        var result: [UInt8] = []
        try GzipReader(write(bytes, to: "a.gz", in: folder)).forEachPiece { result += $0 }
        return result
    }

    @Test func `the header has no time and no name, and nothing follows the end`() throws {
        let bytes = try gzip([Array("abc".utf8)])
        #expect(bytes.prefix(10) == [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])
        // The last eight bytes: CRC-32 of "abc", and its length.
        #expect(bytes.suffix(8) == [0xc2, 0x41, 0x24, 0x35, 3, 0, 0, 0])
    }

    @Test func `the output does not depend on how the input is cut`() throws {
        let content = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
        let whole = try gzip([content])
        #expect(
            try gzip([[], Array(content[..<1]), Array(content[1..<70_000]), Array(content[70_000...]), []]) == whole)
        #expect(whole.count < content.count / 10)
    }

    @Test(arguments: [0, 1, 1_000_000, 3_000_000])
    func `what was compressed comes back`(size: Int) async throws {
        let content = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        try await withTemporaryDirectory { folder in
            let result = try gunzip(gzip([content]), in: folder)
            #expect(result == content)
        }
    }

    @Test func `a file that is not compressed is refused, and so is an empty one`() async throws {
        try await withTemporaryDirectory { folder in
            for bytes in [[], Array("plain text".utf8)] {
                #expect(throws: ArchiveError.notGzip(folder.appending("a.gz"))) { try gunzip(bytes, in: folder) }
            }
        }
    }

    @Test func `a compressed file that is cut or changed is an error`() async throws {
        let bytes = try gzip([(0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 5) }])
        try await withTemporaryDirectory { folder in
            #expect(throws: ArchiveError.self) { try gunzip(bytes.dropLast(bytes.count / 2), in: folder) }
            var changed = bytes
            changed[bytes.count / 2] ^= 0xff
            #expect(throws: ArchiveError.self) { try gunzip(changed, in: folder) }
        }
    }
}
