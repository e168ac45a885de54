public import Compression
import LayerArchive

/// How a layer is to be stored: said beforehand, or found out by a look at its bytes.
public enum CompressionRule: Hashable, Sendable {
    /// In this way.
    case exactly(LayerCompression)
    /// In the best of the ways that the choice leaves open.
    case best(of: CompressionChoice)

    /// The rule for what a user asks for.
    public init(_ choice: CompressionChoice) {
        if case .exactly(let compression) = choice { self = .exactly(compression) } else { self = .best(of: choice) }
    }

    /// What the stored bytes depend on beside the entries. It is found without a look at them, so that a layer which
    /// is known need not be looked at.
    var identity: String {
        switch self {
        case .exactly(let compression): compression.identity
        case .best(let choice): "best of \(choice.candidates.map(\.versionedName)) \(TarWriter.identity)"
        }
    }

    /// Decides for `entries`, of which samples are read if need be.
    /// - Throws: `ArchiveError` when a file cannot be read, `CompressionError`.
    func compression(for entries: [LayerEntry]) throws -> LayerCompression {
        switch self {
        case .exactly(let compression): return compression
        case .best(let choice):
            let inputs = try entries.compactMap { entry -> ProbeInput? in
                switch entry.content {
                case .file(let source, _): .file(source, byteCount: Int64(try source.stat().size))
                case .bytes(let bytes, _): .bytes(bytes)
                case .directory, .symbolicLink: nil
                }
            }
            return try CompressionProbe(inputs).decide(choice)
        }
    }
}
