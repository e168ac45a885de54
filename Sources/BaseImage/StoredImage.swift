public import ImageAssembly
import LayerArchive
public import OCISpec
public import SystemPackage

/// An image that lies somewhere, read as it is to be delivered elsewhere: not a byte of it changes.
public enum StoredImage {
    /// Reads the image that `source` names, under the name that it has there.
    ///
    /// Every size and digest is compared with the bytes, as with a base. `workspace` is a folder for what an archive is
    /// unpacked into; it must stay until the image is delivered.
    /// - Parameters:
    ///   - platform: the one that is wanted of several; nil for all of them, as they are.
    ///   - hashesLayers: whether the digests of layers are computed too; whoever hands them to a registry, which does
    ///     that itself, need not.
    ///   - registry: makes the fetcher of a reference.
    /// - Throws: ``BaseError``, an error of the fetcher, `DeliveryError` when the workspace cannot be written,
    ///   `CancellationError`.
    public static func read(
        _ source: BaseSource, for platform: Platform?, workspace: FilePath, hashesLayers: Bool = true,
        registry: (ImageReference) throws -> any BaseFetcher
    ) async throws -> ImageBundle {
        let fetcher: any BaseFetcher
        switch source {
        case .scratch: throw BaseError("\(source)", .notAnImage(reason: "it is nothing at all"))
        case .layout(let folder, let name):
            fetcher = LayoutFetcher(LayoutFolder(folder, source: "\(source)"), name: name)
        case .archive(let file):
            fetcher = try BaseArchive(file, source: "\(source)", workspace: workspace).fetcher()
        case .registry(let reference): fetcher = try registry(reference)
        }
        let loader = BaseLoader(fetcher: fetcher, source: "\(source)", workspace: workspace)
        var reader = StoredImageReader(loader: loader, hashesLayers: hashesLayers)
        return try await reader.read(for: platform)
    }
}

/// The walk through an image, from its root to its blobs.
private struct StoredImageReader {
    let loader: BaseLoader
    let hashesLayers: Bool
    private var blobs: [Blob] = []
    private var seen: Set<Digest> = []
    private var images: [(platform: Platform?, docker: DockerImage)] = []

    init(loader: BaseLoader, hashesLayers: Bool) {
        self.loader = loader
        self.hashesLayers = hashesLayers
    }

    mutating func read(for platform: Platform?) async throws -> ImageBundle {
        if let platform {
            let choice = try await PlatformChoice(loader: loader).choose(for: platform)
            return try await bundle(of: choice.descriptor, named: choice.root.name)
        }
        let roots = try await loader.fetcher.roots()
        if roots.count == 1 { return try await bundle(of: roots[0].descriptor, named: roots[0].name) }
        var bundles: [ImageBundle] = []
        for root in roots {
            var reader = StoredImageReader(loader: loader, hashesLayers: hashesLayers)
            bundles.append(try await reader.bundle(of: root.descriptor, named: root.name))
        }
        return try ImageBundle.index(over: bundles, created: .epoch, reference: bundles[0].reference)
    }

    private mutating func bundle(of root: Descriptor, named name: String?) async throws -> ImageBundle {
        try await add(root, depth: 0)
        return ImageBundle(
            blobs, platform: root.mediaType.isIndex ? nil : root.platform ?? images.first?.platform, created: .epoch,
            // A layout may call an image by a text that is no reference.
            reference: name.flatMap { try? ImageReference(parsing: $0) }, dockerImage: images.first?.docker)
    }

    /// Adds the document that `descriptor` leads to, after all that it names.
    private mutating func add(_ descriptor: Descriptor, depth: Int) async throws {
        guard seen.insert(descriptor.digest).inserted else { return }
        guard depth <= PlatformChoice.depthMax else {
            throw loader.problem(
                .damagedDocument(
                    descriptor.digest, reason: "more than \(PlatformChoice.depthMax) indexes lead to each other"))
        }
        let bytes: [UInt8]
        if descriptor.mediaType.isIndex {
            let index = try await loader.documentAndBytes(ImageIndex.self, descriptor)
            for entry in index.document.manifests { try await add(entry, depth: depth + 1) }
            bytes = index.bytes
        } else if descriptor.mediaType.isManifest {
            let manifest = try await loader.documentAndBytes(BaseManifest.self, descriptor)
            try await addContents(of: manifest.document)
            bytes = manifest.bytes
        } else {
            throw loader.problem(.unknownMediaType(descriptor.digest, descriptor.mediaType))
        }
        var plain = Descriptor(mediaType: descriptor.mediaType, digest: descriptor.digest, size: descriptor.size)
        plain.artifactType = descriptor.artifactType
        blobs.append(Blob(descriptor: plain, content: .bytes(bytes)))
    }

    private mutating func addContents(of manifest: BaseManifest) async throws {
        for layer in manifest.layers where seen.insert(layer.digest).inserted {
            // What must not be handed on is fetched from elsewhere by whoever runs the image.
            guard !layer.mediaType.isForeignLayer else { continue }
            blobs.append(Blob(descriptor: layer, content: .file(try await checkedFile(layer))))
        }
        if seen.insert(manifest.config.digest).inserted {
            blobs.append(Blob(descriptor: manifest.config, content: .file(try await checkedFile(manifest.config))))
        }
        guard [.imageConfig, .dockerConfig].contains(manifest.config.mediaType) else { return }
        let platform = try await loader.config(manifest.config).platform
        images.append((platform, DockerImage(config: manifest.config, layers: manifest.layers)))
    }

    private func checkedFile(_ descriptor: Descriptor) async throws -> FilePath {
        let path = try await loader.fetcher.blob(descriptor)
        let file = try SourceFile(path)
        defer { file.close() }
        guard file.size == descriptor.size else {
            throw loader.problem(.wrongSize(descriptor.digest, stated: descriptor.size, found: file.size))
        }
        guard hashesLayers || !descriptor.mediaType.isLayer else { return path }
        let digester = try Digester()
        try file.forEachPiece { piece in
            try Task.checkCancellation()
            try digester.update(piece)
        }
        let found = try digester.finish()
        guard found == descriptor.digest else {
            throw loader.problem(.wrongDigest(descriptor.digest, found: found))
        }
        return path
    }
}
