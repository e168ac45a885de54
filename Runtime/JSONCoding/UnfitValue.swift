/// A value that is JSON, and that its Swift type cannot hold.
///
/// It is the underlying error of a `DecodingError.dataCorrupted` without a coding path, for that is how `JSONDecoder`
/// tells it.
public enum UnfitValue: Error, Equatable, CustomStringConvertible {
    /// The number is out of the type's range, or has a fraction or sign that the type has not.
    case number(String)
    /// A string has an escape that is half of a surrogate pair, and names no character.
    case halfSurrogatePair

    /// What does not fit.
    public var description: String {
        switch self {
        case .number(let text): "the number \(text) does not fit its type"
        case .halfSurrogatePair: "a string has half a surrogate pair"
        }
    }
}
