import LayerArchive
import SystemPackage
import TestSupport
import Testing

struct TarReaderTests {
    @Test func `a file that is not there is an error that names it`() throws {
        #expect {
            try TarReader("/nowhere/a.tar")
        } throws: { error in
            guard case .libarchive(let operation, let path, _, let errno)? = error as? ArchiveError else {
                return false
            }
            return operation == "archive_read_open_filename" && path == "/nowhere/a.tar"
                && errno == .noSuchFileOrDirectory
        }
    }

    @Test func `what is no archive is an error`() async throws {
        try await withTemporaryDirectory { folder in
            let path = try write([UInt8](repeating: 7, count: 2000), to: "a.tar", in: folder)
            #expect(throws: ArchiveError.self) { try TarReader(path).next() }
        }
    }

    @Test func `an archive that ends within a file is an error`() async throws {
        let bytes = try tar { try $0.addFile("a", bytes: [UInt8](repeating: 7, count: 2000), attributes: plain) }
        try await withTemporaryDirectory { folder in
            let reader = try TarReader(write(Array(bytes[..<1500]), to: "a.tar", in: folder))
            #expect(throws: ArchiveError.self) {
                _ = try reader.next()
                try reader.forEachPiece { _ in }
            }
        }
    }

    @Test func `entries come in their order, and content that nobody asks for is passed over`() async throws {
        let bytes = try tar {
            try $0.addDirectory("d", attributes: plain)
            try $0.addFile("d/a", bytes: [UInt8](repeating: 7, count: 2000), attributes: plain)
            try $0.addSymbolicLink("d/l", target: "a", attributes: plain)
        }
        try await withTemporaryDirectory { folder in
            let reader = try TarReader(write(bytes, to: "a.tar", in: folder))
            #expect(try reader.next().map { [$0.path, "\($0.kind)"] } == ["d/", "directory"])
            #expect(try reader.next().map { [$0.path, "\($0.kind)"] } == ["d/a", "file"])
            #expect(try reader.next()?.kind == .symbolicLink(target: "a"))
            #expect(try reader.next() == nil)
        }
    }
}
