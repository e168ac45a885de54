/// The manifest of one image: its configuration and its layers, bottom first
/// ([image spec](https://github.com/opencontainers/image-spec/blob/main/manifest.md)).
public struct ImageManifest: Hashable, Sendable, Codable {
    /// The version of the schema; 2 always.
    public private(set) var schemaVersion = 2
    /// What this document is.
    public private(set) var mediaType = MediaType.imageManifest
    /// The kind of an artifact; nil for an image that is run.
    public var artifactType: MediaType?
    /// The image's configuration.
    public var config: Descriptor
    /// The layers, bottom first.
    public var layers: [Descriptor]
    /// Free notes by key; nil rather than empty.
    public var annotations: [String: String]?

    /// The manifest of an image, or of an artifact, with this configuration and these layers.
    public init(
        artifactType: MediaType? = nil, config: Descriptor, layers: [Descriptor], annotations: [String: String]? = nil
    ) {
        self.artifactType = artifactType
        self.config = config
        self.layers = layers
        self.annotations = annotations
    }
}
