public import BuildReport

/// Something typed for a login that cannot be used. A password is in none of these.
public enum LoginInputError: DiagnosticError, Equatable {
    /// The password stands on the command line.
    case passwordAsArgument
    /// There is no password, or an empty first line.
    case emptyPassword
    /// The password has bytes that are not UTF-8, or a NUL.
    case passwordNotText
    /// What should be a password goes on and on.
    case passwordTooLong
    /// There is no user.
    case emptyUsername
    /// The user's name has a colon or a line's end.
    case malformedUsername
    /// The text is no registry.
    case notARegistry(String)
    /// The text names a part of a registry, and a login is for all of it.
    case partOfRegistry(String, registry: String)

    /// What is wrong, and what to type.
    public var diagnostics: [Diagnostic] {
        let standardInput = "give it on standard input: `--password-stdin < file`"
        switch self {
        case .passwordAsArgument:
            return [
                Diagnostic(
                    "a password on the command line can be read by everybody on this machine, and stays in the shell's history",
                    at: "--password", try: standardInput)
            ]
        case .emptyPassword:
            return [Diagnostic("there is no password in the first line of standard input", try: standardInput)]
        case .passwordNotText:
            return [
                Diagnostic(
                    "the password on standard input is not a text", try: "write it in UTF-8, in the first line")
            ]
        case .passwordTooLong:
            return [
                Diagnostic(
                    "the password on standard input has more than \(ByteCount(LoginInput.passwordMax))",
                    try: "check that this is the right file")
            ]
        case .emptyUsername:
            return [Diagnostic("there is no user to log in", try: "name one: `--username NAME`")]
        case .malformedUsername:
            return [
                Diagnostic(
                    "the name of a user has neither a `:` nor a line's end", at: "--username",
                    try: "give the name here, and the password on standard input")
            ]
        case .notARegistry(let text):
            return [
                Diagnostic("this is not a registry", at: text, try: "write host and port, for example `ghcr.io`")
            ]
        case .partOfRegistry(let text, let registry):
            return [Diagnostic("a login is for a whole registry", at: text, try: "write `\(registry)`")]
        }
    }
}
