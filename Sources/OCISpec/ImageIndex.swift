/// A list of images, or of one image for several platforms
/// ([image spec](https://github.com/opencontainers/image-spec/blob/main/image-index.md)).
public struct ImageIndex: Hashable, Sendable, Codable {
    /// The version of the schema; 2 always.
    public private(set) var schemaVersion = 2
    /// What this document is; nil where an older tool left it out.
    public private(set) var mediaType: MediaType? = .imageIndex
    /// The images, or further indexes.
    public var manifests: [Descriptor]
    /// Free notes by key; nil rather than empty.
    public var annotations: [String: String]?

    /// An index of `manifests`.
    public init(manifests: [Descriptor], annotations: [String: String]? = nil) {
        self.manifests = manifests
        self.annotations = annotations
    }
}
