public import ImageAssembly
public import OCISpec

extension BaseImage {
    /// The documents of an image of this base with `added` on top, bottom first.
    ///
    /// The base's configuration stays where `configuration` says nothing, with all that this tool does not know. The
    /// media types are the base's kind, docker's or OCI's. The manifest's annotations are `annotations`, and the name and
    /// the digest of the base; those of the base itself describe the base, and are not taken over.
    /// - Throws: ``BaseError`` when there would be too many layers, or a layer has no type among docker's; an error of
    ///   the JSON encoder or of the hash.
    public func appending(
        _ added: [Layer], configuration: ContainerConfig, created: Timestamp, annotations: [String: String] = [:]
    ) throws -> ImageDocuments {
        guard layers.count + added.count <= Self.layerCountMax else {
            throw BaseError(
                source, .tooManyLayers(base: layers.count, added: added.count, max: Self.layerCountMax))
        }
        var config = config
        config.set(created: created)
        config.apply(configuration)
        for layer in added {
            config.append(layer.diffID, history: HistoryEntry(created: created, createdBy: layer.createdBy))
        }
        let configDocument = try ImageDocuments.Document(config.json, mediaType: mediaType(.imageConfig))
        let descriptors = try added.map { layer in
            var descriptor = layer.descriptor
            descriptor.mediaType = try mediaType(descriptor.mediaType)
            return descriptor
        }
        let manifest = try manifest(
            config: configDocument.descriptor, added: descriptors,
            annotations: annotations.merging(baseAnnotations) { _, base in base })
        return ImageDocuments(config: configDocument, manifest: manifest, layers: descriptors)
    }

    /// The name and the digest of the base, as the
    /// [image spec](https://github.com/opencontainers/image-spec/blob/main/annotations.md) wants them: the digest is
    /// that of what the name leads to, an index where there is one.
    private var baseAnnotations: [String: String] {
        var annotations: [String: String] = [:]
        annotations[Annotation.baseName] = name
        annotations[Annotation.baseDigest] = digest?.description
        return annotations
    }

    private func mediaType(_ mediaType: MediaType) throws(BaseError) -> MediaType {
        guard usesDockerTypes else { return mediaType }
        guard let type = mediaType.asDocker else { throw BaseError(source, .zstdOnDocker) }
        return type
    }

    /// docker's manifests have no annotations by their specification; who does not know them passes over them.
    private func manifest(
        config: Descriptor, added: [Descriptor], annotations: [String: String]
    ) throws -> ImageDocuments.Document {
        let mediaType = try mediaType(.imageManifest)
        var members: [String: JSONValue] = [
            "schemaVersion": .integer(2), "mediaType": .string(mediaType.rawValue),
            "config": try JSONValue(encoding: config),
            "layers": .array(try layers.map(\.descriptorJSON) + added.map { try JSONValue(encoding: $0) }),
        ]
        if !annotations.isEmpty { members["annotations"] = .object(annotations.mapValues { .string($0) }) }
        return try ImageDocuments.Document(.object(members), mediaType: mediaType)
    }
}
