public import BuildReport
public import SystemPackage

/// The folder for what is kept between builds cannot be used.
public enum CacheError: DiagnosticError, Equatable {
    /// No variable says where it is.
    case homeless
    /// A file or folder in it cannot be written.
    case notWritable(FilePath, reason: String)

    /// What is wrong, and how to choose another folder.
    public var diagnostics: [Diagnostic] {
        let choose = "set CHASSIS_CACHE to a folder that you may write to, with some gigabytes free"
        switch self {
        case .homeless:
            return [
                Diagnostic(
                    "there is no place to keep compiled code: CHASSIS_CACHE, XDG_CACHE_HOME and HOME are all unset",
                    try: choose)
            ]
        case .notWritable(let path, let reason):
            return [Diagnostic("the build cache cannot be written: \(reason)", at: path.string, try: choose)]
        }
    }
}
