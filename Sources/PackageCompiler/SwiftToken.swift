/// A piece of Swift source, as far as declarations need it.
struct SwiftToken: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// A name, keyword or number, without backticks.
        case word
        /// A name in backticks, which is never a keyword.
        case escapedWord
        /// One character of punctuation or of an operator.
        case symbol
        /// A string or regular expression, whatever is in it.
        case literal
    }

    let kind: Kind
    let text: String
    /// The line, counted from 1.
    let line: Int

    func isWord(_ word: String) -> Bool { kind == .word && text == word }
    func isSymbol(_ symbol: String) -> Bool { kind == .symbol && text == symbol }
    /// Whether the token can be the name of something.
    var isName: Bool { kind == .word || kind == .escapedWord }
}
