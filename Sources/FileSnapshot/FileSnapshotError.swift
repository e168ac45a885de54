public import BuildReport
public import OCISpec
public import SystemPackage

/// A snapshot that cannot be taken.
public enum FileSnapshotError: DiagnosticError, Equatable {
    /// The system does not let the folder or file be looked at.
    case unreadable(FilePath, Errno)
    /// There is no SHA-256.
    case cannotHash(DigesterError)

    /// The path, the system's reason, and what to do.
    public var diagnostics: [Diagnostic] {
        switch self {
        case .unreadable(let path, let reason):
            [
                Diagnostic(
                    "it cannot be seen whether something changes: \(reason)", at: path.string,
                    try: "make the folder readable, or move it out of the package")
            ]
        case .cannotHash(let error): error.diagnostics
        }
    }
}
