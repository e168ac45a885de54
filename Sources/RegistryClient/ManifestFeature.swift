public import OCISpec

/// What a manifest asks of a registry that one for docker's media types alone does not have.
public enum ManifestFeature: Hashable, Sendable {
    /// An image with OCI's media types.
    case image
    /// An index over several.
    case index
    /// Something that is no image, and has an `artifactType`.
    case artifact

    /// What `manifest` asks for; nil when it has docker's media types.
    public init?(of manifest: Descriptor) {
        switch manifest.mediaType {
        case .imageIndex: self = .index
        case .imageManifest: self = manifest.artifactType == nil ? .image : .artifact
        default: return nil
        }
    }
}
