import LayerArchive
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

    /// What a layer's stored bytes depend on beside its entries: the method, its level, and the libraries that do it.
    ///
    /// Stable from run to run, and another one when a library was replaced by another version.
    public var identity: String {
        switch self {
        case .none: "none \(TarWriter.identity)"
        case .gzip: GzipFilter.identity
        }
    }
}
