public import SystemPackage

/// What the headers and the dynamic section of an ELF file say: for which machine it is, and which other files the
/// dynamic loader has to find for it.
///
/// See [elf(5)](https://man7.org/linux/man-pages/man5/elf.5.html). Nothing that a file says of itself is believed
/// before it is checked, so a damaged one is an error, whatever it is damaged by. Sections may be stripped.
public struct ELFFile: Hashable, Sendable {
    /// Where it is.
    public let path: FilePath
    /// The machine that it runs on.
    public let machine: ELFMachine
    /// Whether it is a program or a shared library. A position-independent program is both, as ELF has it.
    public let kind: ELFKind
    /// The dynamic loader that the kernel starts, for example `/lib64/ld-linux-x86-64.so.2`; nil for a static executable
    /// and for most libraries.
    public let interpreter: String?
    /// What the dynamic loader is told; nil when there is no such section. A static executable may have one.
    public let dynamic: DynamicSection?

    let sections: ELFTable

    /// Whether it can only start when a loader finds other files.
    public var isDynamic: Bool { interpreter != nil }

    /// The names of the libraries that it needs itself; what these need is not among them.
    public var needed: [String] { dynamic?.needed ?? [] }

    /// Reads the headers of the file at `path`.
    /// - Throws: ``ELFError``.
    public init(at path: FilePath) throws(ELFError) {
        self = try ELFBytes.with(path) { bytes throws(ELFError) in try ELFFile(reading: bytes) }
    }

    /// Reads the headers in `bytes`.
    /// - Throws: ``ELFError``.
    init(reading bytes: ELFBytes) throws(ELFError) {
        path = bytes.path
        let start = try bytes.atMost(Self.identificationBytes, at: 0)
        guard start.starts(with: [0x7F] + Array("ELF".utf8)) else { throw .notELF(path) }
        guard start.count == Self.identificationBytes else { throw .truncated(path) }
        let format = try ELFFormat(wordSize: start[4], byteOrder: start[5], of: path)
        guard Self.linuxSystems.contains(start[7]) else { throw .otherSystem(path, start[7]) }
        var header = ELFFields(
            try bytes.exactly(format.headerBytes, at: 0).dropFirst(Self.identificationBytes), format, of: path)
        kind = ELFKind(rawValue: try header.half())
        let number = try header.half()
        try header.skip(4 + format.wordBytes)  // version, entry
        let (segmentsOffset, sectionsOffset) = (try header.word(), try header.word())
        machine = ELFMachine(number: number, format: format, flags: try header.int())
        try header.skip(2)  // the size of this header
        let (segmentBytes, segmentCount) = (try header.half(), try header.half())
        sections = ELFTable(
            offset: sectionsOffset, entryBytes: Int(try header.half()), count: Int(try header.half()))
        let table = ELFTable(offset: segmentsOffset, entryBytes: Int(segmentBytes), count: Int(segmentCount))
        let segments = try ELFSegment.all(in: table, of: bytes, format)
        interpreter = try segments.first { $0.kind == .interpreter }.map { segment throws(ELFError) in
            try bytes.text(at: segment.offset, bytesMax: segment.byteCount)
        }
        dynamic = try segments.first { $0.kind == .dynamic }.map { segment throws(ELFError) in
            try DynamicSection(segment, among: segments, of: bytes, format)
        }
    }

    private static let identificationBytes = 16

    /// The numbers of `System V`, which most Linux files have, and of `GNU`, which those have that use its extensions.
    private static let linuxSystems: Set<UInt8> = [0, 3]
}
