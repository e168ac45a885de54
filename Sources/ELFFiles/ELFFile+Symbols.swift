extension ELFFile {
    /// The sizes in bytes of what the symbols name that begin with `prefix`; without any when the file was stripped.
    /// - Throws: ``ELFError``.
    public func sizes(ofSymbolsWithPrefix prefix: String) throws(ELFError) -> [String: Int] {
        try ELFBytes.with(path) { bytes throws(ELFError) in try symbolSizes(withPrefix: prefix, of: bytes) }
    }

    func symbolSizes(withPrefix prefix: String, of bytes: ELFBytes) throws(ELFError) -> [String: Int] {
        let format = machine.format
        let sections = try sections.entries(
            of: bytes, format, expectedBytes: format.sectionBytes, part: "table of sections"
        ).map { fields throws(ELFError) in try Section(fields, format) }
        var sizes: [String: Int] = [:]
        for table in sections where table.isSymbolTable {
            guard table.link < sections.count else { throw .malformed(path, part: "table of symbols") }
            let section = sections[table.link]
            let names = try bytes.exactly(section.byteCount, at: section.offset)
            try add(table, naming: prefix, from: names, of: bytes, to: &sizes)
        }
        return sizes
    }

    private func add(
        _ table: Section, naming prefix: String, from names: [UInt8], of bytes: ELFBytes, to sizes: inout [String: Int]
    ) throws(ELFError) {
        let format = machine.format
        let prefix = Array(prefix.utf8)
        let symbols = try bytes.exactly(table.byteCount, at: table.offset)
        for start in stride(from: 0, through: symbols.count - format.symbolBytes, by: format.symbolBytes) {
            var fields = ELFFields(symbols[start..<start + format.symbolBytes], format, of: path)
            let name = Int(try fields.int())
            guard name < names.count, names[name...].starts(with: prefix) else { continue }
            try fields.skip(format.is64Bit ? 12 : 4)  // kind and section, which 32-bit files have last; address
            let byteCount = try fields.word()
            sizes[String(decoding: names[name...].prefix { $0 != 0 }, as: UTF8.self)] = byteCount
        }
    }

    private struct Section {
        let isSymbolTable: Bool
        let offset: Int
        let byteCount: Int
        /// The number of the section with the names, for a table of symbols.
        let link: Int

        init(_ fields: ELFFields, _ format: ELFFormat) throws(ELFError) {
            var fields = fields
            try fields.skip(4)  // its name
            isSymbolTable = try fields.int() == 2
            try fields.skip(2 * format.wordBytes)  // flags, address
            offset = try fields.word()
            byteCount = try fields.word()
            link = Int(try fields.int())
        }
    }
}
