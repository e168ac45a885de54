public import BuildReport

/// A library that compresses has failed; the bytes given to it cannot be the cause.
public enum CompressionError: DiagnosticError, Equatable {
    /// There is no memory for the library `codec`.
    case outOfMemory(codec: String)
    /// The library `codec` gave up, or its output is damaged.
    case failed(codec: String, reason: String)

    /// Which library, and what else to compress with.
    public var diagnostics: [Diagnostic] {
        switch self {
        case .outOfMemory(let codec):
            [Diagnostic("\(codec) cannot compress: out of memory", try: "let the build have some 100 MiB more")]
        case .failed(let codec, let reason):
            [
                Diagnostic(
                    "\(codec) cannot compress: \(reason)", try: "use another method, for example `--compression none`")
            ]
        }
    }
}
