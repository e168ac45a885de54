public import BuildReport

/// A configuration of an image that cannot be edited.
public enum ConfigDocumentError: DiagnosticError, Equatable {
    /// The bytes are no JSON object.
    case notAnObject
    /// `os` or `architecture` is missing.
    case noPlatform
    /// The value under `key` is missing, or not what the image spec has there, which `expected` says in words.
    case wrongValue(key: String, expected: String)

    /// What is wrong with it.
    public var diagnostics: [Diagnostic] {
        let message =
            switch self {
            case .notAnObject: "it is not a JSON object"
            case .noPlatform: "it does not name an operating system and a processor"
            case .wrongValue(let key, let expected): "`\(key)` is not \(expected)"
            }
        return [Diagnostic("the configuration of the image is damaged: \(message)", try: "use another image")]
    }
}
