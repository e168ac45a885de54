public import BuildReport
public import OCISpec

/// A text that chooses no Swift SDK.
public enum SwiftSDKChoiceError: DiagnosticError, Equatable {
    /// There is no id in the text.
    case unnamed(String)
    /// What stands before the equals sign is no platform.
    case badPlatform(PlatformError)

    /// What to write instead.
    public var diagnostics: [Diagnostic] {
        switch self {
        case .unnamed(let text):
            [
                Diagnostic(
                    "`\(text)` names no Swift SDK",
                    try: "write an id of `swift sdk list`, or a platform and an id: `linux/arm64=ID`")
            ]
        case .badPlatform(let error): error.diagnostics
        }
    }
}
