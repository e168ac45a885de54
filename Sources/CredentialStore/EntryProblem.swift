/// What is wrong with an entry of `auths`. It names fields, and nothing of what they hold.
public enum EntryProblem: Error, Hashable, Sendable {
    /// The entry is no JSON object.
    case notAnObject
    /// A field that should be a text is something else.
    case notAText(field: String)
    /// `auth` is not Base64.
    case notBase64
    /// What `auth` encodes is not UTF-8.
    case notUTF8
    /// What `auth` encodes has no `:` between user and password.
    case noColon

    /// In words, to follow the entry's name.
    var reason: String {
        switch self {
        case .notAnObject: "is not an object"
        case .notAText(let field): "has a `\(field)` that is not a text"
        case .notBase64: "has an `auth` that is not Base64"
        case .notUTF8: "has an `auth` that does not encode UTF-8"
        case .noColon: "has an `auth` without a `:` between user and password"
        }
    }
}
