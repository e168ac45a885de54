/// What an ELF file tells the dynamic loader of itself.
public struct DynamicSection: Hashable, Sendable {
    /// The names of the libraries that it needs, in their order.
    public let needed: [String]
    /// The name by which others need it; nil for programs and for plugins.
    public let soname: String?
    /// Where libraries are looked for first, those that it needs and those that they need. It counts for nothing when
    /// ``runpath`` is there.
    public let rpath: [String]
    /// Where the libraries are looked for that it needs itself, before the loader's own folders.
    public let runpath: [String]
    /// Whether the loader's own folders are left out.
    public let ignoresDefaultFolders: Bool

    /// How many entries are looked at; a program with all of a distribution's libraries would have fewer.
    private static let entriesMax = 16384

    /// Reads the section that `segment` is.
    init(
        _ segment: ELFSegment, among segments: [ELFSegment], of bytes: ELFBytes, _ format: ELFFormat
    ) throws(ELFError) {
        let count = segment.byteCount / format.dynamicEntryBytes
        guard count <= Self.entriesMax else { throw .malformed(bytes.path, part: "dynamic section") }
        let table = ELFTable(offset: segment.offset, entryBytes: format.dynamicEntryBytes, count: count)
        var values: [Tag: [UInt64]] = [:]
        for var entry in try table.entries(
            of: bytes, format, expectedBytes: format.dynamicEntryBytes, part: "dynamic section")
        {
            let tag = try entry.wholeWord()
            if tag == 0 { break }
            if let tag = Tag(rawValue: tag) { values[tag, default: []].append(try entry.wholeWord()) }
        }
        let names = DynamicNames(
            offset: values[.nameTable]?.last.flatMap { address in
                segments.lazy.compactMap { $0.offset(of: address) }.first
            },
            byteCount: values[.nameTableSize]?.last.flatMap { Int(exactly: $0) } ?? 0, bytes: bytes)
        func texts(_ tag: Tag) throws(ELFError) -> [String] {
            try (values[tag] ?? []).map { offset throws(ELFError) in try names.text(at: offset) }
        }
        needed = try texts(.needed)
        soname = try texts(.soname).last
        rpath = try texts(.rpath).flatMap(Self.folders)
        runpath = try texts(.runpath).flatMap(Self.folders)
        ignoresDefaultFolders = values[.flags1]?.last.map { $0 & 0x800 != 0 } ?? false
    }

    private enum Tag: UInt64 {
        case needed = 1
        case nameTable = 5
        case nameTableSize = 10
        case soname = 14
        case rpath = 15
        case runpath = 29
        case flags1 = 0x6fff_fffb
    }

    private static func folders(_ list: String) -> [String] {
        list.split(separator: ":").map(String.init(_:))
    }
}

/// The table of names that a dynamic section points into.
private struct DynamicNames {
    /// Where it lies in the file; nil when the section does not tell, or tells nonsense.
    let offset: Int?
    let byteCount: Int
    let bytes: ELFBytes

    func text(at position: UInt64) throws(ELFError) -> String {
        guard let offset, let position = Int(exactly: position), position < byteCount else {
            throw .malformed(bytes.path, part: "table of names")
        }
        let (start, overflows) = offset.addingReportingOverflow(position)
        guard !overflows else { throw .truncated(bytes.path) }
        return try bytes.text(at: start, bytesMax: byteCount - position)
    }
}
