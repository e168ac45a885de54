public import BuildReport
public import OCISpec
public import SystemPackage

/// A server that could not be run, for a reason that lies outside it.
public enum LocalRunError: DiagnosticError, Equatable {
    /// The process could not be started.
    case cannotStart(FilePath, reason: String)
    /// The program cannot be read, so it is not known whether it is another one than before.
    case unreadable(FilePath, Errno)
    /// There is no SHA-256.
    case cannotHash(DigesterError)

    /// The program, the system's reason, and what to do.
    public var diagnostics: [Diagnostic] {
        let remedy = "check that it is there and may be executed"
        switch self {
        case .cannotStart(let executable, let reason):
            return [Diagnostic("the server cannot be started: \(reason)", at: executable.string, try: remedy)]
        case .unreadable(let executable, let reason):
            return [Diagnostic("the server cannot be read: \(reason)", at: executable.string, try: remedy)]
        case .cannotHash(let error): return error.diagnostics
        }
    }
}
