import LayerArchive
import OCISpec
import SystemPackage

/// A walk through a layout that gathers what is wrong.
struct LayoutCheck {
    private(set) var findings: [ImageValidationError.Finding] = []
    private let layout: FilePath
    private var manifests: [ImageManifest] = []

    init(_ layout: FilePath) {
        self.layout = layout
    }

    /// Checks the layout's version, its index, and all that the index leads to.
    mutating func run() {
        if let version = document(LayoutVersion.self, LayoutFiles.layout)?.imageLayoutVersion,
            version != LayoutVersion.known
        {
            findings.append(.unusableFile(LayoutFiles.layout, reason: "unknown version \(version)"))
        }
        guard let index = document(ImageIndex.self, LayoutFiles.index) else { return }
        var names: Set<String> = []
        for name in index.manifests.compactMap({ $0.annotations?[Annotation.referenceName] })
        where !names.insert(name).inserted {
            findings.append(.duplicateName(name))
        }
        checkEntries(of: index)
    }

    /// Checks docker's index, which names one of the layout's images.
    mutating func runDockerManifest() {
        guard let images = document([DockerManifest].self, LayoutFiles.dockerManifest) else { return }
        guard let image = images.first, images.count == 1, let first = manifests.first else {
            findings.append(.dockerManifest(reason: "\(images.count) images beside \(manifests.count) in the layout"))
            return
        }
        let manifest = manifests.first { image.config == LayoutFiles.path(of: $0.config.digest) } ?? first
        if image.config != LayoutFiles.path(of: manifest.config.digest) {
            findings.append(.dockerManifest(reason: "another configuration, \(image.config)"))
        }
        if image.layers != manifest.layers.map({ LayoutFiles.path(of: $0.digest) }) {
            findings.append(.dockerManifest(reason: "other layers, \(image.layers)"))
        }
        // Why a name is none does not matter here: either way docker would refuse it.
        for tag in image.repoTags ?? [] where (try? ImageReference(parsing: tag))?.description != tag {
            findings.append(.dockerManifest(reason: "the name \(tag) has no tag, or is none"))
        }
    }

    private mutating func checkEntries(of index: ImageIndex) {
        for entry in index.manifests {
            guard let bytes = checkedBytes(of: entry) else { continue }
            if entry.mediaType.isManifest {
                guard let manifest = decoded(ImageManifest.self, entry.digest, bytes) else { continue }
                manifests.append(manifest)
                check(manifest, entry)
            } else if entry.mediaType.isIndex {
                if let nested = decoded(ImageIndex.self, entry.digest, bytes) { checkEntries(of: nested) }
            } else {
                findings.append(.wrongMediaType(entry.digest, entry.mediaType))
            }
        }
    }

    private mutating func check(_ manifest: ImageManifest, _ entry: Descriptor) {
        let layers = manifest.layers.map { ($0, diffID(of: $0)) }
        guard let bytes = checkedBytes(of: manifest.config) else { return }
        if ![.imageConfig, .dockerConfig].contains(manifest.config.mediaType) {
            findings.append(.wrongMediaType(manifest.config.digest, manifest.config.mediaType))
        }
        guard let config = decoded(ImageConfig.self, manifest.config.digest, bytes) else { return }
        if let platform = entry.platform,
            [platform.os, platform.architecture, platform.variant] != [config.os, config.architecture, config.variant]
        {
            findings.append(.wrongPlatform(manifest: entry.digest))
        }
        let diffIDs = config.rootfs.diffIDs
        if layers.count != diffIDs.count {
            findings.append(.diffIDCount(manifest: entry.digest, layers: layers.count, diffIDs: diffIDs.count))
        }
        let entries = (config.history ?? []).count { $0.emptyLayer != true }
        if layers.count != entries {
            findings.append(.historyCount(manifest: entry.digest, layers: layers.count, entries: entries))
        }
        for ((layer, actual), stated) in zip(layers, diffIDs) {
            guard let actual, actual != stated else { continue }
            findings.append(.wrongDiffID(layer: layer.digest, stated: stated, actual: actual))
        }
    }

    /// The digest of a layer's uncompressed bytes; nil when a finding tells why there is none.
    private mutating func diffID(of layer: Descriptor) -> Digest? {
        let name = LayoutFiles.path(of: layer.digest)
        do {
            guard checkBlob(layer) else { return nil }
            switch layer.mediaType {
            case .layerTar, .dockerLayerTar: return layer.digest
            case .layerTarGzip, .dockerLayerTarGzip:
                let digester = try Digester()
                try GzipReader(layout.appending(name)).forEachPiece { try digester.update($0) }
                return try digester.finish()
            case .layerTarZstd:
                let digester = try Digester()
                try ZstdReader(layout.appending(name)).forEachPiece { try digester.update($0) }
                return try digester.finish()
            default:
                findings.append(.wrongMediaType(layer.digest, layer.mediaType))
                return nil
            }
        } catch {
            findings.append(.unusableFile(name, reason: "\(error)"))
            return nil
        }
    }

    private mutating func checkedBytes(of blob: Descriptor) -> [UInt8]? {
        guard checkBlob(blob) else { return nil }
        return bytes(LayoutFiles.path(of: blob.digest))
    }

    /// Whether the bytes of `blob` are those that its descriptor names.
    private mutating func checkBlob(_ blob: Descriptor) -> Bool {
        let name = LayoutFiles.path(of: blob.digest)
        do {
            let file = try SourceFile(layout.appending(name))
            defer { file.close() }
            let digester = try Digester()
            try file.forEachPiece { try digester.update($0) }
            let actual = try digester.finish()
            if file.size != blob.size {
                findings.append(.wrongSize(blob.digest, stated: blob.size, actual: file.size))
            }
            if actual != blob.digest { findings.append(.wrongDigest(blob.digest, actual: actual)) }
            return actual == blob.digest
        } catch {
            findings.append(.unusableFile(name, reason: "\(error)"))
            return false
        }
    }

    private mutating func document<Value: Decodable>(_ type: Value.Type, _ name: String) -> Value? {
        guard let bytes = bytes(name) else { return nil }
        return decoded(type, name, bytes)
    }

    private mutating func bytes(_ name: String) -> [UInt8]? {
        do {
            return try SourceFile.bytes(of: layout.appending(name))
        } catch {
            findings.append(.unusableFile(name, reason: "\(error)"))
            return nil
        }
    }

    private mutating func decoded<Value: Decodable>(_ type: Value.Type, _ digest: Digest, _ bytes: [UInt8]) -> Value? {
        decoded(type, LayoutFiles.path(of: digest), bytes)
    }

    private mutating func decoded<Value: Decodable>(_ type: Value.Type, _ name: String, _ bytes: [UInt8]) -> Value? {
        do {
            return try CanonicalJSON.decode(type, from: bytes)
        } catch {
            findings.append(.unusableFile(name, reason: "it is not the JSON that belongs there"))
            return nil
        }
    }
}
