import LayerArchive
import SystemPackage
import TestSupport
import Testing

/// The readers of compressed files, with files that the programs gzip and zstd have written.
struct CompressedReaderTests {
    enum Method: CaseIterable {
        case gzip, zstd
    }

    static let content = Array("abcabcabc, and again abcabcabc".utf8)
    static let gzip: [UInt8] = [
        0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0x4b, 0x4c, 0x4a, 0x4e, 0x04, 0x23, 0x1d,
        0x85, 0xc4, 0xbc, 0x14, 0x85, 0xc4, 0xf4, 0xc4, 0xcc, 0x3c, 0x85, 0x44, 0x98, 0x20, 0x00, 0x9c, 0x3d,
        0x9a, 0x54, 0x1e, 0x00, 0x00, 0x00,
    ]
    static let zstd: [UInt8] = [
        0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x58, 0xbd, 0x00, 0x00, 0x78, 0x61, 0x62, 0x63, 0x2c, 0x20, 0x61, 0x6e,
        0x64, 0x20, 0x61, 0x67, 0x61, 0x69, 0x6e, 0x20, 0x02, 0x00, 0x38, 0x4b, 0x72, 0x70, 0x43, 0x11, 0xb9,
        0x16, 0xfb,
    ]

    private func bytes(_ method: Method) -> [UInt8] { method == .gzip ? Self.gzip : Self.zstd }

    private func read(_ bytes: [UInt8], _ method: Method, in folder: FilePath) throws -> [UInt8] {
        let path = try write(bytes, to: "compressed", in: folder)
        var result: [UInt8] = []
        switch method {
        case .gzip: try GzipReader(path).forEachPiece { result += $0 }
        case .zstd: try ZstdReader(path).forEachPiece { result += $0 }
        }
        return result
    }

    @Test(arguments: Method.allCases) func `what was compressed comes back`(method: Method) async throws {
        try await withTemporaryDirectory { folder in
            let result = try read(bytes(method), method, in: folder)
            #expect(result == Self.content)
        }
    }

    @Test(arguments: Method.allCases) func `several members or frames are one content`(method: Method) async throws {
        try await withTemporaryDirectory { folder in
            let result = try read(bytes(method) + bytes(method), method, in: folder)
            #expect(result == Self.content + Self.content)
        }
    }

    @Test(arguments: Method.allCases)
    func `a file that is not compressed so is refused, and so is an empty one`(method: Method) async throws {
        try await withTemporaryDirectory { folder in
            let path = folder.appending("compressed")
            for other in [[], Array("plain text".utf8), bytes(method == .gzip ? .zstd : .gzip)] {
                #expect(throws: method == .gzip ? ArchiveError.notGzip(path) : .notZstd(path)) {
                    try read(other, method, in: folder)
                }
            }
        }
    }

    @Test(arguments: Method.allCases) func `a compressed file that is cut or changed is an error`(method: Method)
        async throws
    {
        let whole = bytes(method)
        var changed = whole
        changed[whole.count / 2] ^= 0xff
        try await withTemporaryDirectory { folder in
            for damaged in [Array(whole[..<(whole.count / 2)]), changed] {
                #expect(throws: ArchiveError.self) { try read(damaged, method, in: folder) }
            }
        }
    }

    @Test(arguments: Method.allCases) func `an error of the closure is thrown unchanged`(method: Method) async throws {
        struct Failure: Error, Equatable {}
        try await withTemporaryDirectory { folder in
            let path = try write(bytes(method), to: "compressed", in: folder)
            #expect(throws: Failure()) {
                switch method {
                case .gzip: try GzipReader(path).forEachPiece { _ in throw Failure() }
                case .zstd: try ZstdReader(path).forEachPiece { _ in throw Failure() }
                }
            }
        }
    }
}
