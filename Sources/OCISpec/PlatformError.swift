public import BuildReport

/// A text that is no platform.
public enum PlatformError: DiagnosticError, Equatable {
    /// The text does not have the form `os/architecture[/variant]`.
    case malformed(String)

    /// What a platform looks like.
    public var diagnostics: [Diagnostic] {
        switch self {
        case .malformed(let text):
            [
                Diagnostic(
                    "`\(text)` is not a platform",
                    try: "write operating system and processor: `linux/amd64`, `linux/arm64`")
            ]
        }
    }
}
