import ImageAssembly
public import OCISpec

/// What came of a build.
public struct BuildResult: Hashable, Sendable {
    /// The image of one platform.
    public struct Part: Hashable, Sendable {
        /// What it runs on.
        public let platform: Platform
        /// Its manifest.
        public let manifest: Descriptor
        /// The configuration, whose digest is the image id.
        public let config: Descriptor
        /// The layers above the base's, bottom first, each with what is in it.
        public let layers: [Layer]
        /// The number of layers of the base below them.
        public let baseLayers: Int
        /// The size of the executable in bytes.
        public let executableBytes: Int64
    }

    /// A layer of a part.
    public struct Layer: Hashable, Sendable {
        /// What is in it: `model files`.
        public let content: String
        /// Media type, digest, size and annotations.
        public let descriptor: Descriptor
        /// The digest of the uncompressed tar archive.
        public let diffID: Digest
        /// The number of bytes of the uncompressed tar archive.
        public let uncompressedSize: Int64
    }

    /// The digest of the image: that of its manifest, or of the index over several.
    public let digest: Digest
    /// The manifest or the index.
    public let root: Descriptor
    /// The name that the image was given.
    public let reference: ImageReference?
    /// The images, one for each platform.
    public let parts: [Part]
    /// What is new in each of them beside the last image of that name.
    public let sizeReports: [SizeReport]

    init(_ image: ImageBundle, parts: [ImagePart], report: [SizeReport]) {
        digest = image.digest
        root = image.root.descriptor
        reference = image.reference
        self.parts = parts.map { part in
            Part(
                platform: part.image.platform, manifest: part.image.manifest.descriptor,
                config: part.image.config.descriptor,
                layers: part.layers.map {
                    Layer(
                        content: $0.content.rawValue, descriptor: $0.layer.descriptor, diffID: $0.layer.diffID,
                        uncompressedSize: $0.layer.uncompressedSize)
                }, baseLayers: part.baseLayers, executableBytes: part.server.byteCount)
        }
        sizeReports = report
    }

    /// A result with every part given.
    init(digest: Digest, root: Descriptor, reference: ImageReference?, parts: [Part], sizeReports: [SizeReport] = []) {
        self.digest = digest
        self.root = root
        self.reference = reference
        self.parts = parts
        self.sizeReports = sizeReports
    }

    /// The image by its digest, under its name: `digits@sha256:…`.
    public var digestReference: String { reference.digestReference(digest) }
}
