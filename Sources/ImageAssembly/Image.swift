public import OCISpec

/// An image that is ready to be delivered, any number of times: the bytes that its digests name, and its layers' files.
public struct Image: Hashable, Sendable {
    /// The layers, bottom first.
    public let layers: [Layer]
    /// The configuration. Its digest is the image id that `podman images` and `docker images` show.
    public let config: Blob
    /// The manifest. Its digest is the image's, by which a registry finds it.
    public let manifest: Blob
    /// What the image runs on.
    public let platform: Platform
    /// When the image was made; the time of every file in an archive of it.
    public let created: Timestamp
    /// The image's name, if it has one. It is no part of the manifest, so it does not change the digest.
    public let reference: ImageReference?

    /// The image's digest: that of its manifest.
    public var digest: Digest { manifest.descriptor.digest }

    /// All blobs, each digest once: layers, configuration, manifest.
    public var blobs: [Blob] {
        var seen: Set<Digest> = []
        let layerBlobs = layers.map { Blob(descriptor: $0.descriptor, content: .file($0.blob)) }
        return (layerBlobs + [config, manifest]).filter { seen.insert($0.descriptor.digest).inserted }
    }

    /// An image whose documents were made already, upon a base image for example.
    /// - Throws: An error of the hash.
    public static func assembled(
        layers: [Layer], config: [UInt8], configType: MediaType, manifest: [UInt8], manifestType: MediaType,
        platform: Platform, created: Timestamp, reference: ImageReference? = nil
    ) throws -> Image {
        Image(
            layers: layers, config: try Blob(config, mediaType: configType),
            manifest: try Blob(manifest, mediaType: manifestType), platform: platform, created: created,
            reference: reference)
    }

    /// Makes the configuration and the manifest of an image of `layers`, bottom first.
    ///
    /// The history has one entry for each layer, made at `created` by the layer's ``Layer/createdBy``.
    /// - Throws: An error of the JSON encoder or of the hash.
    public static func assemble(
        layers: [Layer], configuration: ContainerConfig, platform: Platform, created: Timestamp,
        annotations: [String: String] = [:], reference: ImageReference? = nil
    ) throws -> Image {
        let config = try Blob.json(
            ImageConfig(
                created: created, platform: platform, config: configuration, diffIDs: layers.map(\.diffID),
                history: layers.map { HistoryEntry(created: created, createdBy: $0.createdBy) }),
            mediaType: .imageConfig)
        let manifest = try Blob.json(
            ImageManifest(
                config: config.descriptor, layers: layers.map(\.descriptor),
                annotations: annotations.isEmpty ? nil : annotations),
            mediaType: .imageManifest)
        return Image(
            layers: layers, config: config, manifest: manifest, platform: platform, created: created,
            reference: reference)
    }
}
