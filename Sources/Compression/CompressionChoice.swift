/// What a user asks for with `--compression`.
public enum CompressionChoice: Hashable, Sendable {
    /// Whichever method serves the bytes best.
    case auto
    /// gzip, with the codec that serves the bytes best.
    case gzip
    /// Exactly this.
    case exactly(LayerCompression)

    /// Reads `auto`, `none`, `gzip`, `gzip:9`, `gzip:fast`, `gzip:weights`, `zstd` or `zstd:19`.
    /// - Throws: ``CompressionChoiceError``.
    public init(parsing text: String) throws(CompressionChoiceError) {
        switch text {
        case "auto": self = .auto
        case "gzip": self = .gzip
        case "none": self = .exactly(.none)
        case "zstd": self = .exactly(.zstd)
        case "gzip:fast": self = .exactly(.gzipFast)
        case "gzip:weights": self = .exactly(.gzipWeights)
        default: self = .exactly(try Self.withLevel(text))
        }
    }

    /// What a ``CompressionProbe`` may choose from, the plainest first.
    public var candidates: [LayerCompression] {
        switch self {
        case .auto: [.none, .gzipWeights, .gzipFast, .gzip, .zstd]
        case .gzip: [.gzipWeights, .gzipFast, .gzip]
        case .exactly(let compression): [compression]
        }
    }

    private static func withLevel(_ text: String) throws(CompressionChoiceError) -> LayerCompression {
        guard let colon = text.firstIndex(of: ":") else { throw .unknown(text) }
        let level = text[text.index(after: colon)...]
        guard let number = Int(level), String(number) == level else { throw .unknown(text) }
        switch text[..<colon] {
        case "gzip": return try .gzip(level: number)
        case "zstd": return try .zstd(level: number)
        default: throw .unknown(text)
        }
    }
}
