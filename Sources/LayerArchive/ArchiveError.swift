public import BuildReport
public import SystemPackage

/// An archive that cannot be written or read, or a file that cannot go into one.
public enum ArchiveError: DiagnosticError, Equatable {
    /// libarchive failed at `operation` (the name of its function); `path` is the entry's, where there is one, and
    /// `errno` is nil where libarchive names no system error.
    case libarchive(operation: String, path: String?, message: String, errno: Errno?)
    /// A file cannot be opened or read.
    case unreadable(FilePath, Errno)
    /// A path that should go into an archive as a file is a folder, a socket or another thing that is none.
    case notARegularFile(FilePath)
    /// A file has become shorter or longer than the size that the archive already says it has.
    case changedWhileRead(FilePath, expectedBytes: Int64)
    /// A file that should be compressed with gzip is not.
    case notGzip(FilePath)
    /// A file that should be compressed with zstd is not.
    case notZstd(FilePath)
    /// An entry's name has a NUL character in it, or is empty.
    case unusableName(String)

    /// What happened, to which file, and what to do.
    public var diagnostics: [Diagnostic] {
        switch self {
        case .libarchive(let operation, let path, let message, let errno):
            [Diagnostic("\(operation) failed: \(message)", at: path, remedies: Self.remedies(for: errno))]
        case .unreadable(let path, let errno):
            [Diagnostic("the file cannot be read: \(errno)", at: path.string, remedies: Self.remedies(for: errno))]
        case .notARegularFile(let path):
            [Diagnostic("this is not a regular file", at: path.string, try: "replace it by a file, or leave it out")]
        case .changedWhileRead(let path, let expectedBytes):
            [
                Diagnostic(
                    "the file changed while it was read; it had \(expectedBytes) bytes at first", at: path.string,
                    try: "build again when nothing writes to it")
            ]
        case .notGzip(let path): [Diagnostic("the file is not compressed with gzip", at: path.string)]
        case .notZstd(let path): [Diagnostic("the file is not compressed with zstd", at: path.string)]
        case .unusableName(let name):
            [
                Diagnostic(
                    "a file in an archive cannot be named `\(name)`",
                    try: "rename it; a name is not empty and has no NUL")
            ]
        }
    }

    private static func remedies(for errno: Errno?) -> [String] {
        switch errno {
        case .permissionDenied?: ["let your user read it, for example with `chmod u+r`"]
        case .noSpace?: ["free space on that disk"]
        case .noSuchFileOrDirectory?: ["check the path"]
        default: []
        }
    }
}
