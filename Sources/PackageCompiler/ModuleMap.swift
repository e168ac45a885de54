/// What a module map says to the linker.
struct ModuleMap: Hashable, Sendable {
    /// The libraries of its `link "…"` declarations; frameworks, which Linux does not have, are left out.
    let links: [String]

    /// Reads the text of a module map; what follows `//` does not count.
    init(parsing text: String) {
        var links: [String] = []
        for line in text.split(whereSeparator: \.isNewline) {
            // The parts with odd numbers are what stands between quotes.
            let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
            for index in stride(from: 1, to: parts.count, by: 2) {
                let code = parts[index - 1]
                if code.contains("//") { break }
                if code.split(whereSeparator: \.isWhitespace).last == "link" { links.append(String(parts[index])) }
            }
        }
        self.links = links
    }
}
