import LayerArchive
import SystemPackage
import TestSupport
import Testing

/// Files on the disk that go into an archive.
struct TarContentTests {
    @Test func `a file that is not there is named`() async throws {
        try await withTemporaryDirectory { folder in
            let missing = folder.appending("missing")
            #expect(throws: ArchiveError.unreadable(missing, .noSuchFileOrDirectory)) {
                try tar { try $0.addFile("a", contentsOf: missing, attributes: plain) }
            }
        }
    }

    @Test func `a folder, a pipe and a device are no files`() async throws {
        try await withTemporaryDirectory { folder in
            for path in [folder, try makePipe("pipe", in: folder), "/dev/null"] {
                #expect(throws: ArchiveError.notARegularFile(path)) {
                    try tar { try $0.addFile("a", contentsOf: path, attributes: plain) }
                }
            }
        }
    }

    @Test(arguments: [0, 1_048_577, 2_999_999, 3_000_001, 5_000_000] as [Int64])
    func `a file whose size changes while it is read is an error`(size: Int64) async throws {
        try await withTemporaryDirectory { folder in
            let path = try writeSparse(size: 3_000_000, to: "growing", in: folder)
            var isFirst = true
            let writer = try TarWriter { _ in
                if isFirst { try resize(path, to: size) }
                isFirst = false
            }
            #expect(throws: ArchiveError.changedWhileRead(path, expectedBytes: 3_000_000)) {
                try writer.addFile("a", contentsOf: path, attributes: plain)
            }
            #expect(!isFirst)
        }
    }

    @Test(arguments: [0, 1, 511, 512, 513, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 2_500_000])
    func `a file of any size comes back, from disk and from memory alike`(size: Int) async throws {
        let content = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        try await withTemporaryDirectory { folder in
            let source = try write(content, to: "source", in: folder)
            let fromDisk = try tar { try $0.addFile("a", contentsOf: source, attributes: plain) }
            #expect(fromDisk == (try tar { try $0.addFile("a", bytes: content, attributes: plain) }))
            let reader = try TarReader(write(fromDisk, to: "a.tar", in: folder))
            #expect(try reader.next()?.size == Int64(size))
            var read: [UInt8] = []
            try reader.forEachPiece { read += $0 }
            #expect(read == content)
        }
    }

    @Test func `the header of a 9 GiB file says its size, which is more than 11 octal digits hold`() async throws {
        struct Enough: Error {}
        let size: Int64 = 9 << 30
        try await withTemporaryDirectory { folder in
            let source = try writeSparse(size: size, to: "weights", in: folder)
            var head: [UInt8] = []
            let writer = try TarWriter { piece in
                head = Array(piece.prefix(2048))
                throw Enough()
            }
            #expect(throws: Enough.self) { try writer.addFile("weights", contentsOf: source, attributes: plain) }
            #expect(head[156] == UInt8(ascii: "x"))
            #expect(String(decoding: head[512..<1024].prefix { $0 != 0 }, as: UTF8.self) == "19 size=\(size)\n")
        }
    }
}
