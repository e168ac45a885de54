/// Finds the declarations of types in the tokens of a source file, wherever another file could see them.
///
/// Both branches of an `#if` count. Types inside functions are left out.
struct TypeDeclarationParser {
    private let tokens: [SwiftToken]
    private var position = 0
    private var scopes: [Scope] = []
    private var modifiers: Set<String> = []
    private var found: [TypeDeclaration] = []

    /// What a brace opened.
    private struct Scope {
        /// The qualified name of a type; nil for a body of code.
        let type: String?
        /// Whether members without a modifier are public, which is so in a `public extension`.
        let membersArePublic: Bool
    }

    private init(_ tokens: [SwiftToken]) {
        self.tokens = tokens
    }

    /// The declarations in `source`, in their order.
    static func declarations(in source: String) -> [TypeDeclaration] {
        var parser = TypeDeclarationParser(SwiftLexer.tokens(of: source))
        while parser.position < parser.tokens.count { parser.step() }
        return parser.found
    }

    private static let typeKeywords: Set = ["struct", "class", "actor", "enum", "extension", "protocol"]
    private static let accessModifiers: Set = ["public", "open", "package", "internal", "fileprivate", "private"]
    private static let otherModifiers: Set = ["final", "indirect", "nonisolated", "distributed", "static", "override"]
    /// What follows `class` where it is a modifier, and `actor` where it is a name.
    private static let memberKeywords: Set = [
        "func", "var", "let", "subscript", "init", "case", "in", "is", "as", "where", "return", "if", "for", "while",
        "guard", "switch", "import", "typealias",
    ]

    private mutating func step() {
        let token = tokens[position]
        switch token.kind {
        case .word where Self.accessModifiers.contains(token.text) || Self.otherModifiers.contains(token.text):
            modifiers.insert(token.text)
            position += 1
            skipParentheses()
        case .word where Self.typeKeywords.contains(token.text) && declaresType:
            declaration(of: token.text)
            modifiers = []
        case .symbol where token.text == "@":
            position += 2
            while symbol(".") { position += 2 }
            skipParentheses()
        case .symbol where token.text == "{":
            open(Scope(type: nil, membersArePublic: false))
        case .symbol where token.text == "}":
            _ = scopes.popLast()
            fallthrough
        default:
            modifiers = []
            position += 1
        }
    }

    private mutating func open(_ scope: Scope) {
        scopes.append(scope)
        modifiers = []
        position += 1
    }

    private var current: SwiftToken? { position < tokens.count ? tokens[position] : nil }

    private func symbol(_ text: String) -> Bool { current?.isSymbol(text) == true }

    private var declaresType: Bool {
        guard position + 1 < tokens.count else { return false }
        let next = tokens[position + 1]
        let previous = position > 0 ? tokens[position - 1] : nil
        guard next.isName, previous?.isSymbol(".") != true, previous?.isWord("import") != true else { return false }
        let isKeyword = [Self.memberKeywords, Self.typeKeywords, Self.accessModifiers, Self.otherModifiers]
            .contains { $0.contains(next.text) }
        return next.kind == .escapedWord || !isKeyword
    }

    /// Reads from the keyword to the brace, or leaves everything as it was where there is no brace.
    private mutating func declaration(of keyword: String) {
        position += 1
        let line = tokens[position].line
        let name = qualifiedName()
        var inherited: [String] = []
        if symbol(":") {
            position += 1
            inherited = inheritedTypes()
        }
        if current?.isWord("where") == true {
            while let token = current, !token.isSymbol("{"), !token.isSymbol("}") { position += 1 }
        }
        guard symbol("{") else { return }
        let isExtension = keyword == "extension"
        let parent = scopes.last
        let isLocal = scopes.contains { $0.type == nil }
        let fullName = (parent?.type).map { "\($0).\(name)" } ?? name
        let saysPublic = !modifiers.isDisjoint(with: ["public", "open"])
        let saysNothing = modifiers.isDisjoint(with: Self.accessModifiers)
        if !isLocal, keyword != "protocol" {
            found.append(
                TypeDeclaration(
                    name: fullName, isExtension: isExtension,
                    isPublic: saysPublic || saysNothing && parent?.membersArePublic == true, inherited: inherited,
                    line: line))
        }
        open(Scope(type: isLocal ? nil : fullName, membersArePublic: isExtension && saysPublic))
    }

    /// `Name`, `Outer.Inner`, with generic parameters or arguments left out.
    private mutating func qualifiedName() -> String {
        var parts: [String] = []
        while let token = current, token.isName {
            parts.append(token.text)
            position += 1
            skipAngles()
            guard symbol(".") else { break }
            position += 1
        }
        return parts.joined(separator: ".")
    }

    private mutating func inheritedTypes() -> [String] {
        var types: [String] = []
        while let token = current, !token.isSymbol("{"), !token.isSymbol("}"), !token.isWord("where") {
            if token.isSymbol("@") {
                position += 2
                skipParentheses()
            } else if token.isSymbol("~") {
                position += 2
            } else if token.isWord("nonisolated") || token.isWord("any") {
                position += 1
            } else if token.isName {
                types.append(qualifiedName())
            } else {
                position += 1
            }
        }
        return types
    }

    private mutating func skipParentheses() {
        skipBalanced("(", ")")
    }

    private mutating func skipAngles() {
        skipBalanced("<", ">")
    }

    private mutating func skipBalanced(_ opening: String, _ closing: String) {
        guard symbol(opening) else { return }
        var depth = 0
        while let token = current {
            let endsArrow = position > 0 && tokens[position - 1].isSymbol("-")
            if token.isSymbol(opening) { depth += 1 }
            if token.isSymbol(closing), !endsArrow { depth -= 1 }
            position += 1
            if depth == 0 { return }
        }
    }
}
