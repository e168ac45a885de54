public import SystemPackage

/// An ELF file made byte by byte, as right or as wrong as a test wants it: a header, segments, what these hold, and
/// symbols.
public struct HandmadeELF: Sendable {
    /// Whether words have 64 bits; else 32.
    public var is64Bit = true
    /// The order of the bytes of a number.
    public var isLittleEndian = true
    /// The number of the processor; 62 is amd64, 183 arm64.
    public var machine: UInt16 = 62
    /// The flags of the header.
    public var flags: UInt32 = 0
    /// The number of the operating system.
    public var system: UInt8 = 0
    /// The loader that the file asks for.
    public var interpreter: String?
    /// The tags of the dynamic section with the texts that they stand for; without a section when it is nil.
    public var dynamic: [(tag: UInt64, text: String)]?
    /// Values in place of those that ``dynamic`` gives to a tag.
    public var overrides: [UInt64: UInt64] = [:]
    /// The symbols, and the sizes of what they name.
    public var symbols: [(name: String, byteCount: UInt64)] = []

    /// A file for amd64 that says nothing more.
    public init() {}

    /// A program that is started by `interpreter`.
    public init(program interpreter: String, needs: [String] = [], rpath: String? = nil, runpath: String? = nil) {
        self.interpreter = interpreter
        dynamic = Self.tags(needs: needs, rpath: rpath, runpath: runpath)
    }

    /// A library that may be known by another name than its file's.
    public init(library name: String?, needs: [String] = [], rpath: String? = nil, runpath: String? = nil) {
        dynamic = Self.tags(needs: needs, rpath: rpath, runpath: runpath)
        if let name { dynamic?.append((14, name)) }
    }

    private static func tags(needs: [String], rpath: String?, runpath: String?) -> [(tag: UInt64, text: String)] {
        var tags: [(tag: UInt64, text: String)] = needs.map { (1, $0) }
        if let rpath { tags.append((15, rpath)) }
        if let runpath { tags.append((29, runpath)) }
        return tags
    }

    /// Where the file says that it is loaded.
    private static let address: UInt64 = 0x40_0000

    /// The bytes of the whole file.
    public var bytes: [UInt8] {
        let headerBytes = is64Bit ? 64 : 52
        let segmentBytes = is64Bit ? 56 : 32
        let count = 1 + (interpreter == nil ? 0 : 1) + (dynamic == nil ? 0 : 1)
        let bodyStart = headerBytes + count * segmentBytes
        let interpreterBytes: [UInt8] = interpreter.map { Array($0.utf8) + [0] } ?? []
        let (section, names) = dynamicSection(at: bodyStart + interpreterBytes.count)
        let body = interpreterBytes + section + names
        let tables = symbolTables(at: bodyStart + body.count)

        var file: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, is64Bit ? 2 : 1, isLittleEndian ? 1 : 2, 1, system]
        file += [UInt8](repeating: 0, count: 8)
        file += number(3 as UInt16) + number(machine) + number(1 as UInt32)
        file += word(0) + word(UInt64(headerBytes)) + word(UInt64(tables.sectionsStart)) + number(flags)
        file += [headerBytes, segmentBytes, count, is64Bit ? 64 : 40, tables.sectionCount, 0].flatMap {
            number(UInt16($0))
        }
        file += segment(1, offset: 0, byteCount: bodyStart + body.count, address: Self.address)
        if interpreter != nil { file += segment(3, offset: bodyStart, byteCount: interpreterBytes.count) }
        if dynamic != nil {
            file += segment(2, offset: bodyStart + interpreterBytes.count, byteCount: section.count)
        }
        return file + body + tables.bytes
    }

    /// Writes the file to `path`, so that it may be executed.
    public func write(to path: FilePath) throws {
        let file = try FileDescriptor.open(
            path, .writeOnly, options: [.create, .truncate, .closeOnExec],
            permissions: [.ownerReadWriteExecute, .groupReadExecute, .otherReadExecute])
        try file.closeAfter { _ = try file.writeAll(bytes) }
    }

    private func dynamicSection(at offset: Int) -> (section: [UInt8], names: [UInt8]) {
        guard let dynamic else { return ([], []) }
        let byteCount = (dynamic.count + 3) * (is64Bit ? 16 : 8)
        var names: [UInt8] = [0]
        var section: [UInt8] = []
        for (tag, text) in dynamic {
            section += word(tag) + word(overrides[tag] ?? UInt64(names.count))
            names += Array(text.utf8) + [0]
        }
        section += word(5) + word(overrides[5] ?? Self.address + UInt64(offset + byteCount))
        section += word(10) + word(overrides[10] ?? UInt64(names.count))
        section += word(0) + word(0)
        return (section, names)
    }

    private func symbolTables(at offset: Int) -> (bytes: [UInt8], sectionsStart: Int, sectionCount: Int) {
        guard !symbols.isEmpty else { return ([], 0, 0) }
        var names: [UInt8] = [0]
        var table: [UInt8] = []
        for (name, byteCount) in symbols {
            let start = number(UInt32(names.count))
            let kind: [UInt8] = [0x11, 0] + number(1 as UInt16)
            table += is64Bit ? start + kind + word(0) + word(byteCount) : start + word(0) + word(byteCount) + kind
            names += Array(name.utf8) + [0]
        }
        let sections =
            section(2, offset: offset, byteCount: table.count, link: 1)
            + section(3, offset: offset + table.count, byteCount: names.count, link: 0)
        return (table + names + sections, offset + table.count + names.count, 2)
    }

    private func section(_ type: UInt32, offset: Int, byteCount: Int, link: UInt32) -> [UInt8] {
        number(0 as UInt32) + number(type) + word(0) + word(0) + word(UInt64(offset)) + word(UInt64(byteCount))
            + number(link) + number(0 as UInt32) + word(1) + word(0)
    }

    private func segment(_ type: UInt32, offset: Int, byteCount: Int, address: UInt64 = 0) -> [UInt8] {
        let size = word(UInt64(byteCount))
        let place = word(UInt64(offset)) + word(address) + word(0)
        return is64Bit
            ? number(type) + number(0 as UInt32) + place + size + size + word(1)
            : number(type) + place + size + size + number(0 as UInt32) + word(1)
    }

    private func word(_ value: UInt64) -> [UInt8] {
        is64Bit ? number(value) : number(UInt32(truncatingIfNeeded: value))
    }

    private func number<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
        withUnsafeBytes(of: isLittleEndian ? value.littleEndian : value.bigEndian) { Array($0) }
    }
}
