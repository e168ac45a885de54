/// The kinds of value that JSON has, in words for a message.
public enum JSONKind: String, Sendable {
    /// `null`
    case null
    /// `true` or `false`
    case boolean = "a boolean"
    /// Any number.
    case number = "a number"
    /// Text in quotes.
    case string = "a string"
    /// Values in brackets.
    case array = "an array"
    /// Members in braces.
    case object = "an object"
}
