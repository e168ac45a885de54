public import OCISpec

/// How a layer's bytes are stored.
public enum LayerCompression: String, Hashable, Sendable, CaseIterable {
    /// As they are: right for weights, of which compression saves little and costs much time.
    case none
    /// Compressed with gzip, which every engine reads.
    case gzip

    /// The media type of a layer stored so.
    public var mediaType: MediaType {
        switch self {
        case .none: .layerTar
        case .gzip: .layerTarGzip
        }
    }
}
