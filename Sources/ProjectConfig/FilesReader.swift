import ImageAssembly
import Yams

/// Reads the list below `files` and goes on after each problem, as ``ProjectFileReader`` does.
struct FilesReader {
    private typealias Key = FileDeclaration.Key

    private(set) var problems: [ProjectProblem] = []

    /// The items of which source and destination can be read.
    mutating func read(_ node: Node) -> [FileDeclaration] {
        guard case .sequence(let items) = node else {
            wrongType(ProjectFile.Key.files.rawValue, "a list of sources with their destinations", node)
            return []
        }
        return items.compactMap { item($0) }
    }

    private mutating func item(_ node: Node) -> FileDeclaration? {
        guard case .mapping(let mapping) = node else {
            wrongType(ProjectFile.Key.files.rawValue, "a list of sources with their destinations", node)
            return nil
        }
        var values: [Key: Node] = [:]
        for (keyNode, value) in mapping {
            let name = keyNode.scalar?.string ?? keyNode.kind
            guard let key = Key(rawValue: name) else {
                let nearest = nearestWord(to: name, among: Key.allCases.map(\.rawValue))
                problems.append(.unknownFileKey(name, nearest: nearest, line: keyNode.line))
                continue
            }
            values[key] = value
        }
        for key in [Key.source, .destination] where values[key] == nil {
            problems.append(.fileKeyMissing(key.rawValue, line: node.line))
        }
        let source = values[.source].flatMap { path($0, .source) }
        let destination = values[.destination].flatMap { self.destination($0) }
        var attributes = LayerEntry.Attributes.usual
        attributes.permissions = values[.mode].flatMap { permissions($0) }
        if let node = values[.owner], let numbers = owner(node) {
            (attributes.owner, attributes.group) = numbers
        }
        guard let source, let destination else { return nil }
        return FileDeclaration(
            source: source, destination: destination.path, endsWithSlash: destination.endsWithSlash,
            attributes: attributes)
    }

    private mutating func path(_ node: Node, _ key: Key) -> Located<String>? {
        guard let text = node.text else {
            wrongType(key.path, "a path", node)
            return nil
        }
        guard !text.isEmpty else {
            problems.append(.emptyValue(key: key.path, line: node.line))
            return nil
        }
        guard !text.utf8.contains(0) else {
            problems.append(.badName(key: key.path, name: text, line: node.line))
            return nil
        }
        return Located(text, line: node.line)
    }

    private mutating func destination(_ node: Node) -> (path: LayerPath, endsWithSlash: Bool)? {
        guard let text = path(node, .destination)?.value else { return nil }
        do throws(LayerError) {
            return (try LayerPath(parsingAbsolute: text), text.hasSuffix("/"))
        } catch {
            problems.append(.badDestination(error, line: node.line))
            return nil
        }
    }

    /// A mode in octal. Without quotes it must begin with a zero, since `644` is another number in YAML.
    private mutating func permissions(_ node: Node) -> UInt16? {
        guard let scalar = node.scalar else {
            wrongType(Key.mode.path, "a mode in octal", node)
            return nil
        }
        let isQuoted = scalar.style == .singleQuoted || scalar.style == .doubleQuoted
        let digits = scalar.string.hasPrefix("0o") ? scalar.string.dropFirst(2) : scalar.string[...]
        guard isQuoted || scalar.string.hasPrefix("0"), (3...5).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }),
            let mode = UInt16(digits, radix: 8), mode <= 0o7777
        else {
            problems.append(.badMode(scalar.string, line: node.line))
            return nil
        }
        return mode
    }

    /// An owner by number. YAML takes `1000:50` for a number of minutes and seconds; a person means the text.
    private mutating func owner(_ node: Node) -> (user: Int64, group: Int64)? {
        guard let scalar = node.scalar, !node.isNull else {
            wrongType(Key.owner.path, "a user's number", node)
            return nil
        }
        let parts = scalar.string.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap(Self.identifier)
        guard (1...2).contains(parts.count), numbers.count == parts.count, let user = numbers.first,
            let group = numbers.last
        else {
            problems.append(.badOwner(scalar.string, line: node.line))
            return nil
        }
        return (user, group)
    }

    /// The number of a user or group. The largest one of 32 bits means "nobody in particular" to Linux.
    private static func identifier(_ text: Substring) -> Int64? {
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let number = UInt32(text), number != .max
        else { return nil }
        return Int64(number)
    }

    private mutating func wrongType(_ key: String, _ expected: String, _ node: Node) {
        problems.append(.wrongType(key: key, expected: expected, found: node.kind, line: node.line))
    }
}
