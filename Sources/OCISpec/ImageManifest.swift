/// The manifest of one image: its configuration and its layers, bottom first
/// ([image spec](https://github.com/opencontainers/image-spec/blob/main/manifest.md)).
public struct ImageManifest: Hashable, Sendable, Codable {
    /// The version of the schema; 2 always.
    public private(set) var schemaVersion = 2
    /// What this document is.
    public private(set) var mediaType = MediaType.imageManifest
    /// The image's configuration.
    public var config: Descriptor
    /// The layers, bottom first.
    public var layers: [Descriptor]
    /// Free notes by key; nil rather than empty.
    public var annotations: [String: String]?

    /// The manifest of an image with this configuration and these layers.
    public init(config: Descriptor, layers: [Descriptor], annotations: [String: String]? = nil) {
        self.config = config
        self.layers = layers
        self.annotations = annotations
    }
}
