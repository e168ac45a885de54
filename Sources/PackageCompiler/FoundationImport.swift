/// An import that brings in full Foundation, where FoundationEssentials may be enough.
struct FoundationImport: Hashable, Sendable {
    /// The module that is imported.
    let module: String
    /// The line of the import, counted from 1.
    let line: Int

    /// The parts of Foundation that need ICU, or a module that does.
    private static let heavy: Set = [
        "Foundation", "FoundationInternationalization", "FoundationNetworking", "FoundationXML",
    ]

    private static let kinds: Set = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var", "actor"]

    /// The first such import of `source` that counts under Linux: what stands in the `#else` of
    /// `#if canImport(FoundationEssentials)` does not.
    static func first(in source: String) -> FoundationImport? {
        let tokens = SwiftLexer.tokens(of: source)
        var branches = ConditionalBranches()
        for (index, token) in tokens.enumerated() {
            let rest = tokens[(index + 1)...]
            if token.isSymbol("#"), let directive = rest.first, directive.line == token.line {
                branches.enter(directive, condition: rest.dropFirst().prefix { $0.line == token.line })
            }
            guard token.isWord("import"), branches.count, index == 0 || !tokens[index - 1].isSymbol(".") else {
                continue
            }
            let name = rest.drop { kinds.contains($0.text) }.first
            if let name, name.kind == .word, heavy.contains(name.text) {
                return FoundationImport(module: name.text, line: token.line)
            }
        }
        return nil
    }
}

/// The branches of conditional compilation that a place in a source lies in.
private struct ConditionalBranches {
    private struct Level {
        /// Whether the branch is compiled under Linux; nil when that cannot be told.
        var isCompiled: Bool?
        /// Whether an earlier branch is; nil when that cannot be told.
        var isDecided: Bool?
    }

    private var levels: [Level] = []

    /// Whether the place counts: what cannot be told counts.
    var count: Bool { levels.allSatisfy { $0.isCompiled != false } }

    mutating func enter(_ directive: SwiftToken, condition: ArraySlice<SwiftToken>) {
        switch directive.text {
        case "if": levels.append(Level(isCompiled: Self.value(of: condition), isDecided: false))
        case "elseif", "else":
            guard let before = levels.popLast() else { return }
            let isDecided = Self.either(before.isDecided, before.isCompiled)
            let value = directive.text == "else" ? true : Self.value(of: condition)
            let isCompiled: Bool? = isDecided == true || value == false ? false : isDecided == false ? value : nil
            levels.append(Level(isCompiled: isCompiled, isDecided: isDecided))
        case "endif": _ = levels.popLast()
        default: break
        }
    }

    private static func either(_ one: Bool?, _ other: Bool?) -> Bool? {
        if one == true || other == true { return true }
        return one == nil || other == nil ? nil : false
    }

    /// The value of `[!]canImport(…)` or `[!]os(…)`; nil for everything else.
    private static func value(of condition: ArraySlice<SwiftToken>) -> Bool? {
        let texts = condition.map(\.text)
        if texts.first == "!" { return value(of: condition.dropFirst()).map { !$0 } }
        guard texts.count == 4, texts[1] == "(", texts[3] == ")" else { return nil }
        switch texts[0] {
        case "canImport" where texts[2].hasPrefix("Foundation"): return true
        case "canImport" where ["Darwin", "UIKit", "AppKit", "WinSDK", "Android"].contains(texts[2]): return false
        case "os": return texts[2] == "Linux"
        default: return nil
        }
    }
}
