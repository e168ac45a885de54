/// Why some bytes are not a JSON document ([RFC 8259](https://www.rfc-editor.org/rfc/rfc8259)), and where.
struct JSONSyntaxError: Error, Equatable, CustomStringConvertible {
    /// The rule that is broken, in the words the caller reads.
    enum Problem: String, Equatable {
        case empty = "the document is empty"
        case unexpectedEnd = "the document ends too early"
        case trailingBytes = "something follows the end of the document"
        case expectedValue = "a value is expected"
        case expectedKey = "a key in double quotes is expected"
        case expectedColon = "a colon is expected after a key"
        case expectedCommaOrBracket = "a comma or a closing bracket is expected"
        case expectedCommaOrBrace = "a comma or a closing brace is expected"
        case malformedNumber = "a number is malformed"
        case malformedLiteral = "only true, false and null are written without quotes"
        case malformedEscape = "an escape sequence is malformed"
        case loneSurrogate = "a \\u escape is half of a surrogate pair"
        case controlCharacter = "a control character in a string is not escaped"
        case malformedUTF8 = "a string is not valid UTF-8"
        case tooDeep = "arrays and objects are nested more than 512 deep"
    }

    let problem: Problem
    /// The position of the first byte that cannot be right, from 0.
    let offset: Int

    /// The rule and the position, for example `a value is expected at byte 14`.
    var description: String { "\(problem.rawValue) at byte \(offset)" }
}
