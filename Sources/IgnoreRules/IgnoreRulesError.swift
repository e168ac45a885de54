public import BuildReport
public import SystemPackage

/// A `.chassisignore` that cannot be followed.
public enum IgnoreRulesError: DiagnosticError, Equatable {
    /// The file is there and cannot be read.
    case unreadable(FilePath, Errno)
    /// The file is not text in UTF-8.
    case notUTF8(FilePath)
    /// Rules that can match nothing, by line; at least one.
    case unmatchable([IgnoreProblem])

    /// What happened and what to do, one diagnostic for each rule.
    public var diagnostics: [Diagnostic] {
        switch self {
        case .unreadable(let path, let errno):
            [Diagnostic("this cannot be read: \(errno)", at: path.string, try: "make it readable, or remove it")]
        case .notUTF8(let path):
            [Diagnostic("this is not text in UTF-8", at: path.string, try: "save it as UTF-8")]
        case .unmatchable(let problems): problems.map(\.diagnostic)
        }
    }
}
