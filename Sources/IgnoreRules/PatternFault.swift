/// Why a pattern can match nothing.
enum PatternFault: Error, Hashable {
    case endsWithBackslash
    case openBracket
    case emptyName
    case unknownSet(String)

    /// The fault in words, to follow "this rule can match nothing: ".
    var description: String {
        switch self {
        case .endsWithBackslash: "it ends with a backslash"
        case .openBracket: "`[` has no `]`"
        case .emptyName: "there is no name before, between or after its slashes"
        case .unknownSet(let name): "there is no set `[:\(name):]`"
        }
    }

    /// What to do.
    var remedy: String {
        switch self {
        case .endsWithBackslash: "write `\\\\` for a backslash, and folders with `/`"
        case .openBracket: "close the bracket, or write `\\[` when it is part of a name"
        case .emptyName: "write a name, for example `checkpoints/`, or remove the line"
        case .unknownSet: "use alnum, alpha, digit, lower, space, upper or xdigit, or write the letters"
        }
    }
}
