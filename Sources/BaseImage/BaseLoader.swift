import ImageAssembly
import LayerArchive
import OCISpec
import SystemPackage

/// Reads a base image from a fetcher, and trusts nothing of it before its size and digest were compared.
struct BaseLoader {
    /// The most bytes that a manifest or an index may have; registries take no more.
    static let manifestBytesMax: Int64 = 4 << 20
    /// The most bytes that a configuration may have.
    static let configBytesMax: Int64 = 8 << 20
    /// How many layers are fetched and read at once: enough for a slow connection, few beside a disk.
    static let layersAtOnce = 4

    let fetcher: any BaseFetcher
    let source: String
    let workspace: FilePath

    func load(for wanted: Platform) async throws -> BaseImage {
        let choice = try await PlatformChoice(loader: self).choose(for: wanted)
        let manifest = choice.manifest
        let config = try await config(manifest.config)
        let platform = PlatformMatch.areSame(config.platform, wanted) ? config.platform : wanted
        guard PlatformMatch.best(of: [config.platform], for: wanted) != nil else {
            throw problem(.noPlatform(wanted: wanted, offered: ["\(config.platform)"]))
        }
        try check(manifest, against: config)
        let layers = try await layers(manifest, diffIDs: config.diffIDs)
        var listing = BaseListing(source: source)
        for layer in layers { try listing.add(layer.listing) }
        return BaseImage(
            source: source, name: choice.root.name,
            digest: choice.root.isMadeUp ? nil : choice.root.descriptor.digest, platform: platform,
            config: complete(config, for: platform), layers: layers.map(\.layer),
            usesDockerTypes: manifest.mediaType == .dockerManifest, listing: listing)
    }

    /// The manifest or index that `descriptor` leads to, checked and decoded.
    func document<Value: Decodable>(_ type: Value.Type, _ descriptor: Descriptor) async throws -> Value {
        try await documentAndBytes(type, descriptor).document
    }

    /// As ``document(_:_:)``, with the bytes that were checked.
    func documentAndBytes<Value: Decodable>(
        _ type: Value.Type, _ descriptor: Descriptor
    ) async throws -> (document: Value, bytes: [UInt8]) {
        try checkLimit(descriptor, Self.manifestBytesMax)
        let bytes = try await fetcher.manifest(descriptor)
        try check(bytes, descriptor)
        let json = try decode(JSONValue.self, descriptor, bytes)
        guard json["schemaVersion"] != .integer(1) else { throw problem(.schema1) }
        if case .string(let mediaType)? = json["mediaType"], mediaType != descriptor.mediaType.rawValue {
            throw problem(
                .damagedDocument(
                    descriptor.digest,
                    reason: "it says that it is `\(mediaType)`, and what leads to it `\(descriptor.mediaType)`"))
        }
        return (try decode(type, descriptor, bytes), bytes)
    }

    /// The configuration that `descriptor` leads to.
    func config(_ descriptor: Descriptor) async throws -> ConfigDocument {
        guard [.imageConfig, .dockerConfig].contains(descriptor.mediaType) else {
            throw problem(.unknownMediaType(descriptor.digest, descriptor.mediaType))
        }
        try checkLimit(descriptor, Self.configBytesMax)
        let file = try SourceFile(try await fetcher.blob(descriptor))
        defer { file.close() }
        guard file.size == descriptor.size else {
            throw problem(.wrongSize(descriptor.digest, stated: descriptor.size, found: file.size))
        }
        var bytes: [UInt8] = []
        try file.forEachPiece { bytes += $0 }
        try check(bytes, descriptor)
        do throws(ConfigDocumentError) {
            return try ConfigDocument(parsing: bytes)
        } catch {
            let reason = error.diagnostics.map(\.message).joined(separator: "; ")
            throw problem(.damagedDocument(descriptor.digest, reason: reason))
        }
    }

    func problem(_ problem: BaseProblem) -> BaseError { BaseError(source, problem) }
}

extension BaseLoader {
    /// What can be told of an image before its layers are read.
    private func check(_ manifest: BaseManifest, against config: ConfigDocument) throws(BaseError) {
        for layer in manifest.layers {
            guard !layer.mediaType.isForeignLayer else { throw problem(.foreignLayer(layer.digest)) }
            guard layer.mediaType.isLayer else { throw problem(.unknownMediaType(layer.digest, layer.mediaType)) }
        }
        let count = manifest.layers.count
        guard count < BaseImage.layerCountMax else {
            throw problem(.tooManyLayers(base: count, added: 1, max: BaseImage.layerCountMax))
        }
        guard count == config.diffIDs.count else {
            throw problem(.layerCount(manifest: count, config: config.diffIDs.count))
        }
        guard config.historyLayerCount <= count else {
            throw problem(.historyCount(layers: count, entries: config.historyLayerCount))
        }
    }

    /// The configuration with an entry in the history for each layer, and with the variant that was asked for: an image
    /// upon a base for v6 that holds an executable for v7 is one for v7.
    private func complete(_ config: ConfigDocument, for platform: Platform) -> ConfigDocument {
        var config = config
        for _ in config.historyLayerCount..<config.diffIDs.count {
            config.append(HistoryEntry(created: .epoch, createdBy: "base image"))
        }
        if platform != config.platform { config.set(variant: platform.variant) }
        return config
    }

    private func layers(_ manifest: BaseManifest, diffIDs: [Digest]) async throws -> [CheckedLayer] {
        let jobs = zip(zip(manifest.layers, manifest.layersJSON), diffIDs).map { ($0.0, $0.1, $1) }
        return try await withThrowingTaskGroup(of: (Int, CheckedLayer).self) { group in
            var layers = [CheckedLayer?](repeating: nil, count: jobs.count)
            for (index, (descriptor, json, diffID)) in jobs.enumerated() {
                if index >= Self.layersAtOnce, let (place, layer) = try await group.next() { layers[place] = layer }
                group.addTask {
                    let blob = try await fetcher.blob(descriptor)
                    let check = LayerCheck(descriptor, json: json, diffID: diffID, blob: blob, source: source)
                    return (index, try check.run(workspace: workspace))
                }
            }
            for try await (place, layer) in group { layers[place] = layer }
            return layers.compactMap(\.self)
        }
    }

    private func checkLimit(_ descriptor: Descriptor, _ byteCountMax: Int64) throws(BaseError) {
        guard descriptor.size <= byteCountMax else {
            throw problem(.tooLarge(descriptor.digest, byteCount: descriptor.size, byteCountMax: byteCountMax))
        }
    }

    private func check(_ bytes: [UInt8], _ descriptor: Descriptor) throws {
        guard bytes.count == descriptor.size else {
            throw problem(.wrongSize(descriptor.digest, stated: descriptor.size, found: Int64(bytes.count)))
        }
        let found = try Digest.of(bytes)
        guard found == descriptor.digest else { throw problem(.wrongDigest(descriptor.digest, found: found)) }
    }

    private func decode<Value: Decodable>(
        _ type: Value.Type, _ descriptor: Descriptor, _ bytes: [UInt8]
    ) throws(BaseError) -> Value {
        do {
            return try CanonicalJSON.decode(type, from: bytes)
        } catch {
            throw problem(.damagedDocument(descriptor.digest, reason: "it is not the JSON that belongs there"))
        }
    }
}
