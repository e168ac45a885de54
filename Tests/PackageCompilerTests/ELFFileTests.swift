import SystemPackage
import Testing

@testable import PackageCompiler

@Suite struct ELFFileTests {
    /// A file with two program headers, the second of which names an interpreter where there is one.
    private func bytes(machine: UInt16 = 62, interpreter: String? = nil, class: UInt8 = 2, data: UInt8 = 1) -> [UInt8] {
        func little<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
            withUnsafeBytes(of: value.littleEndian) { Array($0) }
        }
        let name = Array((interpreter ?? "").utf8) + [0]
        var file: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, `class`, data, 1, 0] + [UInt8](repeating: 0, count: 8)
        file += little(2 as UInt16) + little(machine) + little(1 as UInt32)
        file += little(0x400000 as UInt64) + little(64 as UInt64) + little(0 as UInt64) + little(0 as UInt32)
        file += [64, 56, 2, 0, 0, 0].flatMap { little($0 as UInt16) }
        for type: UInt32 in [1, interpreter == nil ? 4 : 3] {
            file += little(type) + little(0 as UInt32) + little(176 as UInt64) + little(0 as UInt64)
            file += little(0 as UInt64) + little(UInt64(name.count)) + little(UInt64(name.count)) + little(1 as UInt64)
        }
        return file + name
    }

    private func error(_ bytes: [UInt8]) -> ELFError? {
        do {
            _ = try ELFFile(reading: bytes, of: "server")
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

    @Test func `every cut of the headers is noticed`() {
        let whole = bytes(interpreter: "/lib/ld.so")
        #expect(error(whole) == nil)
        for length in 4..<whole.count { #expect(error(Array(whole[..<length])) == .truncated("server")) }
    }

    @Test func `an offset beyond the end is noticed`() {
        var file = bytes(interpreter: "/lib/ld.so")
        for index in 32..<40 { file[index] = 0xFF }
        #expect(error(file) == .truncated("server"))
    }

    @Test func `other processors and classes are refused`() {
        #expect(error(bytes(machine: 243)) == .unsupportedMachine("server", 243))
        #expect(error(bytes(class: 1)) == .unsupportedClass("server"))
        #expect(error(bytes(data: 2)) == .unsupportedClass("server"))
    }

    @Test func `a static executable has a processor and no interpreter`() throws {
        let intel = try ELFFile(reading: bytes(), of: "server")
        #expect(intel.architecture == .amd64)
        #expect(intel.interpreter == nil)
        #expect(try ELFFile(reading: bytes(machine: 183), of: "server").architecture == .arm64)
    }

    @Test func `a dynamic executable names its interpreter`() throws {
        #expect(try ELFFile(reading: bytes(interpreter: "/lib/ld.so"), of: "server").interpreter == "/lib/ld.so")
    }

    @Test func `a file that is not there is told as such`() {
        #expect(throws: ELFError.unreadable("/nowhere", reason: "No such file or directory")) {
            try ELFFile(at: "/nowhere")
        }
    }
}
