public import BuildReport
public import SystemPackage

/// A netrc file that does not follow its grammar.
public enum NetrcError: DiagnosticError, Equatable {
    /// A quotation mark has no partner; the line is that of the first.
    case unclosedQuote(FilePath, line: Int)
    /// The file ends where a value should follow.
    case missingValue(FilePath, line: Int, keyword: String)
    /// The file is not UTF-8, or much too large.
    case notText(FilePath)

    /// Where it is; nothing of the file's other contents.
    public var diagnostics: [Diagnostic] {
        switch self {
        case .unclosedQuote(let file, let line):
            [
                Diagnostic(
                    "a `\"` of the netrc file is not closed", at: "\(file):\(line)",
                    try: "close it, and write `\\\"` for a `\"` within quotes")
            ]
        case .missingValue(let file, let line, let keyword):
            [
                Diagnostic(
                    "`\(keyword)` in the netrc file has no value", at: "\(file):\(line)",
                    try: "add the value, or remove the word")
            ]
        case .notText(let file):
            [
                Diagnostic(
                    "the netrc file is not a text of at most \(ByteCount(Netrc.byteCountMax))", at: file.string,
                    try: "write it in UTF-8, or set NETRC to another file")
            ]
        }
    }
}
