public import OCISpec

/// What came of a build.
public struct BuildResult: Hashable, Sendable {
    /// The digest of the image's manifest.
    public let digest: Digest
    /// The manifest.
    public let manifest: Descriptor
    /// The configuration, whose digest is the image id.
    public let config: Descriptor
    /// The layers, bottom first.
    public let layers: [Descriptor]
    /// The name that the image was given.
    public let reference: ImageReference?
    /// The size of the executable in bytes.
    public let executableBytes: Int64

    /// The size of all layers, compressed, in bytes.
    public var layerBytes: Int64 { layers.map(\.size).reduce(0, +) }

    /// The image by its digest, under its first name: `digits@sha256:…`.
    public var digestReference: String {
        guard let name = reference else { return digest.description }
        return "\([name.registry, name.repository].compactMap(\.self).joined(separator: "/"))@\(digest)"
    }
}
