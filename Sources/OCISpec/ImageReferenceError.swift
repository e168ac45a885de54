public import BuildReport

/// A text that is no image reference; the first value of each case is the text as the user wrote it.
public enum ImageReferenceError: DiagnosticError, Equatable {
    /// There is nothing.
    case empty
    /// It begins like a URL.
    case scheme(String)
    /// A registry is followed by nothing, or the name before the tag is missing.
    case missingRepository(String)
    /// The repository has capital letters.
    case upperCase(String, repository: String)
    /// The repository has characters, or an order of characters, that registries refuse.
    case malformedRepository(String, repository: String)
    /// What stands before the first slash is no host and port.
    case malformedRegistry(String, registry: String)
    /// The tag is empty, or has characters that registries refuse.
    case malformedTag(String, tag: String)
    /// The tag has more than 128 characters.
    case tagTooLong(String, characters: Int)
    /// Registry and repository together, in full, have more than 255 characters.
    case tooLong(String, characters: Int)
    /// What stands after `@` is no digest.
    case malformedDigest(String, DigestError)

    /// The rule that the text breaks, and a way to keep it.
    public var diagnostics: [Diagnostic] {
        switch self {
        case .empty: [Diagnostic("the image has no name", try: "name it, for example `digits:v1`")]
        case .scheme(let text):
            [problem(text, "an image name is not a URL", try: "leave out what stands before `//`, and the slashes")]
        case .missingRepository(let text):
            [problem(text, "the name of the image is missing", try: "add it, for example `ghcr.io/team/digits:v1`")]
        case .upperCase(let text, let repository):
            [problem(text, "`\(repository)` has capital letters", try: "write `\(repository.lowercased())`")]
        case .malformedRepository(let text, let repository):
            [
                problem(
                    text, "`\(repository)` is not a name that registries take",
                    try: "use a-z and 0-9, with `.`, `_`, `__` or `-` between them, and `/` between parts")
            ]
        case .malformedRegistry(let text, let registry):
            [problem(text, "`\(registry)` is not a host", try: "write host and port, for example `localhost:5000`")]
        case .malformedTag(let text, let tag):
            [
                problem(
                    text, "`\(tag)` is not a tag",
                    try: "use letters, digits, `_`, `.` and `-`, not beginning with `.` or `-`")
            ]
        case .tagTooLong(let text, let characters):
            [problem(text, "the tag has \(characters) characters", try: "use 128 at most")]
        case .tooLong(let text, let characters):
            [problem(text, "registry and name have \(characters) characters", try: "use 255 at most")]
        case .malformedDigest(let text, let error): error.diagnostics.map { $0.located(at: text) }
        }
    }

    private func problem(_ text: String, _ message: String, try remedy: String) -> Diagnostic {
        Diagnostic(message, at: text, try: remedy)
    }
}

extension Diagnostic {
    fileprivate func located(at location: String) -> Diagnostic {
        Diagnostic(message, at: location, remedies: remedies)
    }
}
