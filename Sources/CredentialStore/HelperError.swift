public import BuildReport
public import SystemPackage

/// A credential helper that does not do its work. Nothing of what it writes is in a message, since that may be a secret.
///
/// `command` is its program, `docker-credential-pass` for example.
public enum HelperError: DiagnosticError, Equatable {
    /// The file names a helper whose program is not on the `PATH`.
    case notInstalled(command: String, namedBy: FilePath)
    /// The file names a helper by something that is no name.
    case malformedName(String, namedBy: FilePath)
    /// The program cannot be run, for the system's reason.
    case cannotRun(command: String, reason: String)
    /// The program did not end in time.
    case timedOut(command: String, verb: String, address: String, limit: Duration)
    /// The program ended with a failure.
    case failed(command: String, verb: String, address: String)
    /// The program answered with something else than the protocol has, or with far too much.
    case unexpectedAnswer(command: String, verb: String, address: String)
    /// The credential is of a kind that the protocol cannot hold.
    case cannotKeepRegistryToken(command: String)

    /// What happened, and how to see the helper's own words.
    public var diagnostics: [Diagnostic] {
        switch self {
        case .notInstalled(let command, let file):
            [
                Diagnostic(
                    "the credential helper \(command) is not installed", at: file.string,
                    try: "install it, so that it is on the PATH",
                    "or remove its name from the file, and log in again")
            ]
        case .malformedName(let name, let file):
            [
                Diagnostic(
                    "`\(name)` is not the name of a credential helper", at: file.string,
                    try: "name it by what follows `docker-credential-`, for example `pass`")
            ]
        case .cannotRun(let command, let reason):
            [
                Diagnostic(
                    "the credential helper cannot be run: \(reason)", at: command,
                    try: "check that it is there and may be executed")
            ]
        case .timedOut(let command, let verb, let address, let limit):
            [
                Diagnostic(
                    "the credential helper did not answer within \(Elapsed(limit))", at: "\(command) \(verb)",
                    try: "unlock its store first, and see what it waits for: \(Self.line(command, verb, address))")
            ]
        case .failed(let command, let verb, let address):
            [
                Diagnostic(
                    "the credential helper failed for \(address)", at: "\(command) \(verb)",
                    try: "see its own words: \(Self.line(command, verb, address))")
            ]
        case .unexpectedAnswer(let command, let verb, let address):
            [
                Diagnostic(
                    "the credential helper's answer for \(address) is not what helpers answer",
                    at: "\(command) \(verb)",
                    try: "see it, in private: \(Self.line(command, verb, address))")
            ]
        case .cannotKeepRegistryToken(let command):
            [
                Diagnostic(
                    "a credential helper keeps passwords and identity tokens, and this is a registry token",
                    at: command, try: "log in with a user and a password")
            ]
        }
    }

    /// A line for a shell. `get` takes the place of the verbs that change something.
    private static func line(_ command: String, _ verb: String, _ address: String) -> String {
        verb == "list" ? "`\(command) list`" : "`echo \(address) | \(command) get`"
    }
}
