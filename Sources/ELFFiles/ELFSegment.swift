/// A part of an ELF file, and where it is loaded.
struct ELFSegment {
    enum Kind: UInt32 {
        case loaded = 1
        case dynamic = 2
        case interpreter = 3
    }

    /// What it is; nil for what is not looked at.
    let kind: Kind?
    /// Where it lies in the file.
    let offset: Int
    /// How much of it lies in the file.
    let byteCount: Int
    private let address: UInt64

    private init(_ fields: ELFFields, _ format: ELFFormat) throws(ELFError) {
        var fields = fields
        kind = Kind(rawValue: try fields.int())
        if format.is64Bit { try fields.skip(4) }  // flags, which 32-bit files have further down
        // Only what is looked at must make sense; a stack for example has no place in the file.
        guard kind != nil else {
            (offset, byteCount, address) = (0, 0, 0)
            return
        }
        offset = try fields.word()
        address = try fields.wholeWord()
        try fields.skip(format.wordBytes)  // the physical address
        byteCount = try fields.word()
    }

    /// The segments that `table` lists.
    static func all(in table: ELFTable, of bytes: ELFBytes, _ format: ELFFormat) throws(ELFError) -> [ELFSegment] {
        try table.entries(of: bytes, format, expectedBytes: format.segmentBytes, part: "table of segments")
            .map { fields throws(ELFError) in try ELFSegment(fields, format) }
    }

    /// Where in the file the byte lies that is loaded at `address`; nil when this segment does not hold it.
    func offset(of address: UInt64) -> Int? {
        guard kind == .loaded, address >= self.address else { return nil }
        let distance = address - self.address
        guard distance < UInt64(byteCount) else { return nil }
        let (sum, overflows) = offset.addingReportingOverflow(Int(distance))
        return overflows ? nil : sum
    }
}
