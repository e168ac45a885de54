import LayerArchive
import SystemPackage
import TestSupport
import Testing

/// Names that the old tar header has no room for.
struct TarNameTests {
    static let names = [
        "modèles/数字.bin", "mode\u{300}les/e\u{301}", "📦", String(repeating: "n", count: 101),
        String(repeating: "d/", count: 49) + "ab", String(repeating: "folder/", count: 43) + "weights.bin",
        String(repeating: "數", count: 100), "with space and \n newline", "back\\slash",
    ]

    @Test(arguments: names)
    func `a name comes back byte by byte, in the C locale as well`(name: String) async throws {
        let bytes = try tar { try $0.addFile(name, bytes: [1, 2, 3], attributes: plain) }
        #expect(bytes.firstRange(of: Array(name.utf8)) != nil || TarFormatTests.splitName(bytes) == name)
        try await withTemporaryDirectory { folder in
            let reader = try TarReader(write(bytes, to: "a.tar", in: folder))
            let entry = try #require(try reader.next())
            #expect(entry.path == name)
            #expect(entry.kind == .file)
            #expect(entry.size == 3)
            #expect(entry.attributes == plain)
            #expect(try reader.next() == nil)
        }
    }

    @Test(arguments: names)
    func `the target of a link comes back byte by byte`(name: String) async throws {
        let bytes = try tar { try $0.addSymbolicLink("l", target: name, attributes: plain) }
        #expect(bytes.firstRange(of: Array(name.utf8)) != nil)
        try await withTemporaryDirectory { folder in
            let entry = try #require(try TarReader(write(bytes, to: "a.tar", in: folder)).next())
            #expect(entry.kind == .symbolicLink(target: name))
        }
    }

    @Test func `extended headers hold the name and nothing else`() throws {
        let name = "modèles/数字.bin"
        let bytes = try tar { try $0.addFile(name, bytes: [], attributes: plain) }
        // An extended header and its one block of records, the file's own header, the end.
        #expect(bytes.count == 512 + 512 + 512 + 1024)
        #expect(bytes[156] == UInt8(ascii: "x"))
        let records = String(decoding: bytes[512..<1024].prefix { $0 != 0 }, as: UTF8.self)
        #expect(records == "\(name.utf8.count + 9) path=\(name)\n")
    }

    @Test func `a name that fits needs no extended header`() throws {
        let name = String(repeating: "n", count: 100)
        let bytes = try tar { try $0.addFile(name, bytes: [], attributes: plain) }
        #expect(bytes.count == 512 + 1024)
        #expect(bytes[156] == UInt8(ascii: "0"))
    }
}
