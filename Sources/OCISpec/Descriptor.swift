/// A pointer to a blob: what it is, its digest and its size
/// ([image spec](https://github.com/opencontainers/image-spec/blob/main/descriptor.md)).
public struct Descriptor: Hashable, Sendable, Codable {
    /// What the blob is.
    public var mediaType: MediaType
    /// The digest of the blob's bytes.
    public var digest: Digest
    /// The number of the blob's bytes.
    public var size: Int64
    /// The kind of an artifact, when the descriptor points to one.
    public var artifactType: MediaType?
    /// The platform that the image runs on; only in an index.
    public var platform: Platform?
    /// Free notes by key; nil rather than empty, so that no `{}` is written.
    public var annotations: [String: String]?

    /// A pointer to the blob of `size` bytes with the digest `digest`.
    public init(
        mediaType: MediaType, digest: Digest, size: Int64, artifactType: MediaType? = nil, platform: Platform? = nil,
        annotations: [String: String]? = nil
    ) {
        self.mediaType = mediaType
        self.digest = digest
        self.size = size
        self.artifactType = artifactType
        self.platform = platform
        self.annotations = annotations
    }
}
