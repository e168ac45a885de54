public import BuildReport
public import SystemPackage

/// A credentials file that cannot be read or written. What the file holds is in no message.
public enum CredentialFileError: DiagnosticError, Equatable {
    /// The file cannot be read.
    case unreadable(FilePath, Errno)
    /// The file is larger than a credentials file is, in bytes.
    case tooLarge(FilePath, limit: Int)
    /// The file is not JSON, or not a JSON object.
    case notJSON(FilePath)
    /// A value of the file has another type than it should have.
    case malformed(FilePath, key: String, expected: String)
    /// An entry of `auths` has a problem.
    case malformedEntry(FilePath, key: String, EntryProblem)
    /// The file or its folder cannot be written.
    case unwritable(FilePath, Errno)
    /// Another process has had the file's lock for too long.
    case locked(FilePath, lock: FilePath)
    /// There is no place for a credentials file: no variable names one, and there is no home.
    case homeless

    /// What is wrong in which file, and how to mend it.
    public var diagnostics: [Diagnostic] {
        switch self {
        case .unreadable(let file, let errno):
            [
                Diagnostic(
                    "the credentials file cannot be read: \(errno)", at: file.string, try: "let your user read it")
            ]
        case .tooLarge(let file, let limit):
            [
                Diagnostic(
                    "the credentials file has more than \(ByteCount(limit))", at: file.string,
                    try: "check that this is the right file")
            ]
        case .notJSON(let file):
            [
                Diagnostic(
                    "the credentials file is not a JSON object", at: file.string,
                    try: "find the place with `python3 -m json.tool < \(file)`", "move the file away, and log in again")
            ]
        case .malformed(let file, let key, let expected):
            [
                Diagnostic(
                    "`\(key)` in the credentials file is not \(expected)", at: file.string,
                    try: "correct it, or move the file away and log in again")
            ]
        case .malformedEntry(let file, let key, let problem):
            [
                Diagnostic(
                    "the entry `\(key)` of the credentials file \(problem.reason)", at: file.string,
                    try: "remove the entry, and log in again")
            ]
        case .unwritable(let file, let errno):
            [
                Diagnostic(
                    "the credentials file cannot be written: \(errno)", at: file.string,
                    try: "let your user write there, or set REGISTRY_AUTH_FILE to another file")
            ]
        case .locked(let file, let lock):
            [
                Diagnostic(
                    "the credentials file is being written by another process", at: file.string,
                    try: "end that process: `fuser \(lock)` tells its number")
            ]
        case .homeless:
            [
                Diagnostic(
                    "there is no place to keep a credential: REGISTRY_AUTH_FILE, DOCKER_CONFIG and HOME are all unset",
                    try: "set REGISTRY_AUTH_FILE to the file to write")
            ]
        }
    }
}
