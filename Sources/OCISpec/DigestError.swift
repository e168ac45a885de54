public import BuildReport

/// A text that is no digest; each case carries the text.
public enum DigestError: DiagnosticError, Equatable {
    /// There is no `:`, so nothing says which hash it is.
    case missingAlgorithm(String)
    /// The hash is not `sha256`.
    case unsupportedAlgorithm(String)
    /// There are not 64 digits after the colon.
    case wrongLength(String, hexDigits: Int)
    /// There is something other than `0`–`9` and `a`–`f` after the colon.
    case notLowercaseHex(String)

    /// The rule that the text breaks.
    public var diagnostics: [Diagnostic] {
        let form = "write `sha256:` and 64 lowercase hexadecimal digits"
        switch self {
        case .missingAlgorithm(let text):
            return [Diagnostic("the digest `\(text)` does not name its algorithm", try: form)]
        case .unsupportedAlgorithm(let text):
            return [Diagnostic("the digest `\(text)` is not a SHA-256", try: form)]
        case .wrongLength(let text, let hexDigits):
            return [Diagnostic("the digest `\(text)` has \(hexDigits) digits, not 64", try: form)]
        case .notLowercaseHex(let text):
            return [Diagnostic("the digest `\(text)` has other characters than 0-9 and a-f", try: form)]
        }
    }
}
