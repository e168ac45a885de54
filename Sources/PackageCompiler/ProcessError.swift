public import BuildReport
public import SystemPackage

/// A command that could not be run, for a reason that lies outside it.
public enum ProcessError: DiagnosticError, Equatable {
    /// It could not be started or listened to.
    case failed(FilePath, reason: String)

    /// The command and the system's reason.
    public var diagnostics: [Diagnostic] {
        switch self {
        case .failed(let executable, let reason):
            [
                Diagnostic(
                    "the command cannot be run: \(reason)", at: executable.string,
                    try: "check that it is there and may be executed")
            ]
        }
    }
}
