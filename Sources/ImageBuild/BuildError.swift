public import BuildReport

/// A build that cannot go on for a reason that belongs to no step alone.
public enum BuildError: DiagnosticError, Equatable {
    /// The folder for temporary files cannot be made.
    case workspace(String, reason: String)
    /// `SOURCE_DATE_EPOCH` is not a time.
    case sourceDateEpoch(String)

    /// What happened and what to do.
    public var diagnostics: [Diagnostic] {
        switch self {
        case .workspace(let path, let reason):
            [
                Diagnostic(
                    "the folder for temporary files cannot be made: \(reason)", at: path,
                    try: "set CHASSIS_CACHE to a folder that you may write to")
            ]
        case .sourceDateEpoch(let text):
            [
                Diagnostic(
                    "SOURCE_DATE_EPOCH is \"\(text)\"; it must be whole seconds since 1970",
                    at: "SOURCE_DATE_EPOCH",
                    try: "set it, for example, with `export SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)`, or unset it")
            ]
        }
    }
}
