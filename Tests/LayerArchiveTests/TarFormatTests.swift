import LayerArchive
import Testing

/// The bytes of an archive, field by field as POSIX has them.
struct TarFormatTests {
    private static func field(_ bytes: [UInt8], _ range: Range<Int>) -> String {
        String(decoding: bytes[range].prefix { $0 != 0 }, as: UTF8.self)
    }

    private func field(_ bytes: [UInt8], _ range: Range<Int>) -> String { Self.field(bytes, range) }

    /// The name in the first header when it is too long for its field and stands there in two parts.
    static func splitName(_ bytes: [UInt8]) -> String {
        "\(field(bytes, 345..<500))/\(field(bytes, 0..<100))"
    }

    @Test func `an empty archive is two zero blocks`() throws {
        #expect(try tar { _ in } == [UInt8](repeating: 0, count: 1024))
    }

    @Test func `a file is a header, its content, and zeros up to a block, and nothing pads the archive`() throws {
        let bytes = try tar { try $0.addFile("a.txt", bytes: Array("abc".utf8), attributes: plain) }
        #expect(bytes.count == 512 + 512 + 1024)
        #expect(field(bytes, 0..<100) == "a.txt")
        #expect(field(bytes, 100..<108) == "000644 ")
        #expect(field(bytes, 108..<116) == "000000 ")
        #expect(field(bytes, 116..<124) == "000000 ")
        #expect(field(bytes, 124..<136) == "00000000003 ")
        #expect(field(bytes, 136..<148) == "00000000001 ")
        #expect(bytes[156] == UInt8(ascii: "0"))
        #expect(field(bytes, 257..<265) == "ustar")
        #expect(field(bytes, 265..<297).isEmpty)
        #expect(field(bytes, 297..<329).isEmpty)
        #expect(field(bytes, 512..<1024) == "abc")
        #expect(bytes[1024...].allSatisfy { $0 == 0 })
    }

    @Test(arguments: ["models", "models/"])
    func `a directory's name ends with one slash`(name: String) throws {
        let bytes = try tar { try $0.addDirectory(name, attributes: plain) }
        #expect(field(bytes, 0..<100) == "models/")
        #expect(bytes[156] == UInt8(ascii: "5"))
        #expect(bytes.count == 512 + 1024)
    }

    @Test func `a symbolic link has the permissions 0777 and no content`() throws {
        let bytes = try tar { try $0.addSymbolicLink("l", target: "a/b", attributes: plain) }
        #expect(field(bytes, 100..<108) == "000777 ")
        #expect(bytes[156] == UInt8(ascii: "2"))
        #expect(field(bytes, 157..<257) == "a/b")
        #expect(bytes.count == 512 + 1024)
    }

    @Test func `an owner other than root is written`() throws {
        let attributes = TarAttributes(permissions: 0o600, modificationTime: 0, owner: 65532, group: 65533)
        let bytes = try tar { try $0.addFile("a", bytes: [], attributes: attributes) }
        #expect(field(bytes, 100..<108) == "000600 ")
        #expect(field(bytes, 108..<116) == "177774 ")
        #expect(field(bytes, 116..<124) == "177775 ")
    }

    @Test(arguments: ["", "a\0b"])
    func `a name that tar cannot hold is refused`(name: String) {
        #expect(throws: ArchiveError.unusableName(name)) {
            try tar { try $0.addFile(name, bytes: [], attributes: plain) }
        }
        #expect(throws: ArchiveError.unusableName(name)) {
            try tar { try $0.addSymbolicLink("l", target: name, attributes: plain) }
        }
    }
}
