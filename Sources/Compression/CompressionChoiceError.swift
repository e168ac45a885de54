public import BuildReport

/// A text that names no compression.
public enum CompressionChoiceError: DiagnosticError, Equatable {
    /// There is no such method, or the method has no such level.
    case unknown(String)
    /// The method's levels are others.
    case levelOutOfRange(LayerCompression.Method, Int, ClosedRange<Int>)

    /// What may be written.
    public var diagnostics: [Diagnostic] {
        switch self {
        case .unknown(let text):
            [
                Diagnostic(
                    "there is no compression `\(text)`", at: "--compression",
                    try: "write auto, gzip, zstd or none",
                    "add a level if you like: gzip:1 to gzip:12, gzip:fast, gzip:weights, zstd:1 to zstd:19")
            ]
        case .levelOutOfRange(let method, let level, let levels):
            [
                Diagnostic(
                    "\(method) has no level \(level)", at: "--compression",
                    try: "write \(method):\(levels.lowerBound) to \(method):\(levels.upperBound), or \(method) alone")
            ]
        }
    }
}
