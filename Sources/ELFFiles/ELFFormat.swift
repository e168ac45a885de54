import SystemPackage

/// How numbers stand in an ELF file.
public struct ELFFormat: Hashable, Sendable {
    /// Whether addresses and sizes have 64 bits; else they have 32.
    public let is64Bit: Bool
    /// Whether the lowest byte of a number comes first.
    public let isLittleEndian: Bool

    /// Reads the two bytes of the header that tell.
    init(wordSize: UInt8, byteOrder: UInt8, of path: FilePath) throws(ELFError) {
        guard [1, 2].contains(wordSize), [1, 2].contains(byteOrder) else { throw .malformed(path, part: "header") }
        is64Bit = wordSize == 2
        isLittleEndian = byteOrder == 1
    }

    var wordBytes: Int { is64Bit ? 8 : 4 }
    var headerBytes: Int { is64Bit ? 64 : 52 }
    var segmentBytes: Int { is64Bit ? 56 : 32 }
    var sectionBytes: Int { is64Bit ? 64 : 40 }
    var symbolBytes: Int { is64Bit ? 24 : 16 }
    var dynamicEntryBytes: Int { 2 * wordBytes }
}
