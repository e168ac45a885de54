/// The parts of an image reference as the distribution spec's regular expressions define them.
enum ReferenceGrammar {
    /// Registry and repository together; longer names do not fit the databases of registries.
    static let nameLengthMax = 255
    /// The first character of a tag and up to 127 more.
    static let tagLengthMax = 128

    /// `[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}`
    static func isTag(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= tagLengthMax else { return false }
        guard isLetterOrDigit(first) || first == UInt8(ascii: "_") else { return false }
        return text.utf8.allSatisfy { isLetterOrDigit($0) || "._-".utf8.contains($0) }
    }

    /// One or more components with `/` between them.
    static func isRepository(_ text: String) -> Bool {
        text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { isComponent($0.utf8) }
    }

    /// A host name or an address, IPv6 in brackets, and perhaps `:` and a port.
    static func isRegistry(_ text: String) -> Bool {
        let colon = text.last == "]" ? nil : text.lastIndex(of: ":")
        if let colon {
            let port = text[text.index(after: colon)...]
            guard let number = UInt16(port), number > 0, port.utf8.allSatisfy(isDigit) else { return false }
        }
        let host = text[..<(colon ?? text.endIndex)]
        if host.hasPrefix("["), host.hasSuffix("]") {
            let address = host.dropFirst().dropLast()
            return !address.isEmpty && address.utf8.allSatisfy { isHexDigit($0) || ":.".utf8.contains($0) }
        }
        return host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { isHostLabel($0.utf8) }
    }

    /// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`
    private static func isComponent(_ component: Substring.UTF8View) -> Bool {
        guard let first = component.first, let last = component.last else { return false }
        guard isLowerOrDigit(first), isLowerOrDigit(last) else { return false }
        let runs = component.split(omittingEmptySubsequences: true, whereSeparator: isLowerOrDigit)
        return runs.allSatisfy { run in
            run.elementsEqual(".".utf8) || run.elementsEqual("_".utf8) || run.elementsEqual("__".utf8)
                || run.allSatisfy { $0 == UInt8(ascii: "-") }
        }
    }

    private static func isHostLabel(_ label: Substring.UTF8View) -> Bool {
        guard let first = label.first, let last = label.last else { return false }
        return isLetterOrDigit(first) && isLetterOrDigit(last)
            && label.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isLowerOrDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        isLowerOrDigit(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }
}
