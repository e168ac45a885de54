public import OCISpec

/// A base image that was found good: every digest and size was compared with the bytes.
public struct BaseImage: Sendable {
    /// How many layers an image may have: more than that no engine mounts.
    public static let layerCountMax = 127

    /// The base as the user named it, for messages.
    public let source: String
    /// The name in full, with its registry; nil when there is none.
    public let name: String?
    /// The digest of what the name leads to, perhaps an index; nil when there was no manifest (docker's own archives).
    public let digest: Digest?
    /// What an image upon it runs on.
    public let platform: Platform
    /// The configuration, with all that this tool knows nothing about.
    public let config: ConfigDocument
    /// The layers, bottom first.
    public let layers: [BaseLayer]
    /// Whether manifest, configuration and layers have docker's media types; those that are added follow.
    public let usesDockerTypes: Bool
    /// What is in it.
    public let listing: BaseListing

    /// No base: an image upon it has our layers alone.
    public static func scratch(for platform: Platform) -> BaseImage {
        BaseImage(
            source: "\(BaseSource.scratch)", name: nil, digest: nil, platform: platform,
            config: ConfigDocument(empty: platform), layers: [], usesDockerTypes: false,
            listing: BaseListing(source: "\(BaseSource.scratch)"))
    }
}
