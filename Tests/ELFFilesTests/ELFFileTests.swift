import OCISpec
import SystemPackage
import TestSupport
import Testing

@testable import ELFFiles

struct ELFFileTests {
    /// What a program that needs one library looks like.
    private static var program: HandmadeELF {
        HandmadeELF(program: "/lib/ld.so", needs: ["libm.so.6"], rpath: "/c", runpath: "/a:$ORIGIN/b")
    }

    private func read(_ file: HandmadeELF) throws(ELFError) -> ELFFile {
        try ELFFile(reading: ELFBytes(file.bytes, of: "server"))
    }

    private func error(_ bytes: [UInt8]) -> ELFError? {
        do {
            _ = try ELFFile(reading: ELFBytes(bytes, of: "server"))
            return nil
        } catch {
            return error
        }
    }

    @Test func `a file of another kind is refused`() {
        #expect(error([]) == .notELF("server"))
        #expect(error(Array("#!/bin/sh\n".utf8)) == .notELF("server"))
        #expect(error([0xCF, 0xFA, 0xED, 0xFE]) == .notELF("server"))
    }

    @Test func `a file of another system is refused`() throws {
        var file = HandmadeELF()
        file.system = 9
        #expect(error(file.bytes) == .otherSystem("server", 9))
        file.system = 3
        #expect(try !read(file).isDynamic)
    }

    @Test(arguments: [true, false], [true, false])
    func `every cut is noticed, and no changed byte is fatal`(is64Bit: Bool, isLittleEndian: Bool) {
        var file = Self.program
        (file.is64Bit, file.isLittleEndian) = (is64Bit, isLittleEndian)
        let whole = file.bytes
        #expect(error(whole) == nil)
        // The last name is the one that ends the file.
        for length in 4..<whole.count { #expect(error(Array(whole[..<length])) == .truncated("server"), "\(length)") }
        for index in whole.indices {
            for byte: UInt8 in [0, 1, 0x7F, 0x80, 0xFF] {
                var changed = whole
                changed[index] = byte
                _ = error(changed)
            }
        }
    }

    @Test(arguments: [true, false], [true, false])
    func `both sizes of words and both orders of bytes are read`(is64Bit: Bool, isLittleEndian: Bool) throws {
        var handmade = Self.program
        (handmade.is64Bit, handmade.isLittleEndian) = (is64Bit, isLittleEndian)
        let file = try read(handmade)
        #expect(file.interpreter == "/lib/ld.so")
        #expect(file.isDynamic)
        #expect(file.kind == .sharedObject)
        #expect(file.needed == ["libm.so.6"])
        #expect(file.dynamic?.runpath == ["/a", "$ORIGIN/b"])
        #expect(file.dynamic?.rpath == ["/c"])
        #expect(file.dynamic?.soname == nil)
        #expect(file.machine.format.is64Bit == is64Bit)
        #expect(file.machine.format.isLittleEndian == isLittleEndian)
    }

    @Test func `a name beyond the table of names is noticed`() {
        for (tag, value, error) in [
            (1 as UInt64, UInt64.max, ELFError.malformed("server", part: "table of names")),
            (1, 10_000, .malformed("server", part: "table of names")),
            (5, UInt64.max, .malformed("server", part: "table of names")),
            (5, 0, .malformed("server", part: "table of names")),
            (10, 1, .malformed("server", part: "table of names")),
            (10, UInt64.max, .malformed("server", part: "table of names")),
        ] {
            var file = Self.program
            file.overrides = [tag: value]
            #expect(throws: error, "\(tag) \(value)") { try read(file) }
        }
    }

    @Test func `a library has a name, and may shun the loader's own folders`() throws {
        var file = HandmadeELF(library: "libz.so.1")
        file.dynamic?.append((0x6fff_fffb, ""))
        file.overrides = [0x6fff_fffb: 0x800]
        let library = try read(file)
        #expect(library.dynamic?.soname == "libz.so.1")
        #expect(library.dynamic?.ignoresDefaultFolders == true)
        #expect(!library.isDynamic)
        #expect(library.needed == [])
    }

    /// Processors of ELF, and the platforms of images.
    static let machines: [(number: UInt16, is64Bit: Bool, isLittleEndian: Bool, flags: UInt32, platform: String?)] = [
        (62, true, true, 0, "linux/amd64"), (183, true, true, 0, "linux/arm64"),
        (40, false, true, 0x500_0400, "linux/arm/v7"), (40, false, true, 0x500_0200, "linux/arm/v5"),
        (3, false, true, 0, "linux/386"), (243, true, true, 0, "linux/riscv64"), (21, true, true, 0, "linux/ppc64le"),
        (21, true, false, 0, "linux/ppc64"), (22, true, false, 0, "linux/s390x"), (258, true, true, 0, "linux/loong64"),
        (8, false, false, 0, "linux/mips"), (62, false, true, 0, nil), (183, true, false, 0, nil),
        (2, false, false, 0, nil),
    ]

    @Test(arguments: machines.indices)
    func `the platform is read from the header`(index: Int) throws {
        let (number, is64Bit, isLittleEndian, flags, platform) = Self.machines[index]
        var file = HandmadeELF()
        (file.machine, file.is64Bit, file.isLittleEndian, file.flags) = (number, is64Bit, isLittleEndian, flags)
        #expect(try read(file).machine.platform?.description == platform)
    }

    @Test func `a file that is not there is told as such, and so is a folder`() async throws {
        #expect(throws: ELFError.unreadable("/nowhere", reason: "No such file or directory")) {
            try ELFFile(at: "/nowhere")
        }
        try await withTemporaryDirectory { folder in
            #expect(throws: ELFError.notELF(folder)) { try ELFFile(at: folder) }
        }
    }

    @Test func `a file on disk reads as its bytes do`() async throws {
        try await withTemporaryDirectory { folder in
            let path = folder.appending("server")
            try Self.program.write(to: path)
            let file = try ELFFile(at: path)
            #expect(file.path == path)
            let expected = try read(Self.program)
            #expect(file.dynamic == expected.dynamic)
            #expect(try file.sizes(ofSymbolsWithPrefix: "icudt") == [:])
        }
    }

    @Test(arguments: [true, false])
    func `the sizes of symbols are read, as long as the file has its symbols`(is64Bit: Bool) async throws {
        try await withTemporaryDirectory { folder in
            var handmade = HandmadeELF()
            handmade.is64Bit = is64Bit
            handmade.symbols = [("main", 9), ("icudt76_dat", 33_976_096), ("not_icudt", 7)]
            let path = folder.appending("server")
            try handmade.write(to: path)
            #expect(try ELFFile(at: path).sizes(ofSymbolsWithPrefix: "icudt") == ["icudt76_dat": 33_976_096])
            let whole = handmade.bytes
            for index in whole.indices.suffix(200) {
                var changed = handmade.bytes
                changed[index] ^= 0xFF
                // Whatever comes of it, it is an error or an answer.
                _ = try? ELFFile(reading: ELFBytes(changed, of: path)).symbolSizes(
                    withPrefix: "icudt", of: ELFBytes(changed, of: path))
            }
        }
    }
}
