public import OCISpec

/// What came of a build.
public struct BuildResult: Hashable, Sendable {
    /// The digest of the image's manifest.
    public let digest: Digest
    /// The name that the image was given.
    public let reference: ImageReference?
    /// The size of all layers, compressed, in bytes.
    public let layerBytes: Int64

    /// The image by its digest, under its first name: `digits@sha256:…`.
    public var digestReference: String {
        guard let name = reference else { return digest.description }
        return "\([name.registry, name.repository].compactMap(\.self).joined(separator: "/"))@\(digest)"
    }
}
