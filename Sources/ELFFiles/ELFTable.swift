/// Entries of one size, one after the other.
struct ELFTable: Hashable, Sendable {
    let offset: Int
    let entryBytes: Int
    let count: Int

    /// The entries, each as its numbers; `expectedBytes` is what an entry has in this format.
    /// - Parameter part: names the table in errors.
    func entries(
        of bytes: ELFBytes, _ format: ELFFormat, expectedBytes: Int, part: String
    ) throws(ELFError) -> [ELFFields] {
        guard count > 0 else { return [] }
        guard entryBytes == expectedBytes else { throw .malformed(bytes.path, part: part) }
        // The count has 16 bits, the size was checked: this is a few megabytes at most.
        let all = try bytes.exactly(count * entryBytes, at: offset)
        return (0..<count).map { ELFFields(all[$0 * entryBytes..<($0 + 1) * entryBytes], format, of: bytes.path) }
    }
}
