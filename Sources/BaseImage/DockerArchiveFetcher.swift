import ImageAssembly
import OCISpec
import SystemPackage

/// Finds a base image in an archive of docker's own, as `docker save` wrote it before version 25: `manifest.json`, a
/// configuration and layers, and no manifest, which is made up here.
///
/// Nothing in such an archive says what a layer's bytes should be but the diff ids of the configuration, so a layer
/// that is damaged is found by these. The media types are OCI's, for there are none to follow.
struct DockerArchiveFetcher: BaseFetcher {
    private let root: BaseRoot
    private let manifestBytes: [UInt8]
    private let files: [Digest: FilePath]
    private let source: String

    /// Unpacks the layers of the only image in `archive`.
    init(_ archive: BaseArchive) throws {
        let source = archive.source
        guard let images = try archive.decoded([Image].self, "manifest.json") else {
            throw BaseError(
                source, .notAnImage(reason: "there is neither `\(LayoutFiles.index)` nor `manifest.json` in it"))
        }
        guard let image = images.first, images.count == 1 else {
            throw BaseError(source, .severalImages(names: images.map { $0.repoTags?.first ?? $0.config }))
        }
        var files: [Digest: FilePath] = [:]
        func unpack(_ name: String) throws -> Descriptor {
            guard let parts = EntryName.components(of: name) else { throw BaseError(source, .unsafeEntry(name)) }
            let (file, descriptor) = try archive.unpack(parts.joined(separator: "/"))
            files[descriptor.digest] = file
            return descriptor
        }
        var config = try unpack(image.config)
        config.mediaType = .imageConfig
        let manifest = ImageManifest(config: config, layers: try image.layers.map(unpack))
        manifestBytes = try CanonicalJSON.encode(manifest)
        root = BaseRoot(
            Descriptor(
                mediaType: .imageManifest, digest: try Digest.of(manifestBytes), size: Int64(manifestBytes.count)),
            // A name that is no reference is no name to write down.
            name: image.repoTags?.first.flatMap { try? ImageReference(parsing: $0) }?.fullyQualified, isMadeUp: true)
        self.files = files
        self.source = source
    }

    func roots() -> [BaseRoot] { [root] }

    func manifest(_ descriptor: Descriptor) -> [UInt8] { manifestBytes }

    func blob(_ descriptor: Descriptor) throws -> FilePath {
        guard let file = files[descriptor.digest] else {
            throw BaseError(source, .missingBlob(descriptor.digest))
        }
        return file
    }
}

extension DockerArchiveFetcher {
    /// An image in `manifest.json`.
    private struct Image: Decodable {
        let config: String
        let repoTags: [String]?
        let layers: [String]

        enum CodingKeys: String, CodingKey {
            case config = "Config"
            case repoTags = "RepoTags"
            case layers = "Layers"
        }
    }
}
