/// A problem told so that its reader can mend it: what happened, where, and what to do.
public struct Diagnostic: Hashable, Sendable, CustomStringConvertible {
    /// What happened, in one sentence without a full stop; it may go on over several lines (a compiler's output).
    public let message: String
    /// Where: a file with its line (`chassis.yaml:12`), a path, a flag. Nil when the message says it all.
    public let location: String?
    /// What to do about it, each line one suggestion.
    public let remedies: [String]
    /// Whether the message is another program's own report, which is shown without a word around it.
    private let isVerbatim: Bool

    /// A problem, where it is, and what to do about it.
    public init(_ message: String, at location: String? = nil, try remedies: String...) {
        self.init(message, at: location, remedies: remedies)
    }

    /// A problem with remedies made elsewhere.
    public init(_ message: String, at location: String? = nil, remedies: [String]) {
        self.message = message
        self.location = location
        self.remedies = remedies
        isVerbatim = false
    }

    /// What another program said, a compiler for example, to be shown as it is: it tells place and remedy itself.
    public init(verbatim output: String) {
        message = output
        location = nil
        remedies = []
        isVerbatim = true
    }

    /// The form printed to a user, without a newline at its end:
    ///
    ///     error: the file is not there
    ///       at: chassis.yaml:12
    ///       try: create it, or remove the line
    public var description: String {
        if isVerbatim { return message }
        var lines = ["error: \(message)"]
        if let location { lines.append("  at: \(location)") }
        lines += remedies.map { "  try: \($0)" }
        return lines.joined(separator: "\n")
    }
}

/// An error that can tell its reader what to do. Every error type of the build tool conforms.
public protocol DiagnosticError: Error {
    /// What to print, one entry for each problem found.
    var diagnostics: [Diagnostic] { get }
}
