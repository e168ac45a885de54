public import OCISpec

/// What is wrong with a base image.
public enum BaseProblem: Hashable, Sendable {
    // MARK: where it should be

    /// `oci:` or `archive:` is followed by nothing; `form` is how it is written.
    case incompleteName(form: String)
    /// A folder is no OCI layout, or a file no archive of an image, for `reason`.
    case notAnImage(reason: String)
    /// There are several images, `names`, and the base does not say which.
    case severalImages(names: [String])
    /// There is no image `name`; those that are there are `offered`.
    case noSuchName(String, offered: [String])
    /// There is no image for `wanted`; those that are there are for `offered`.
    case noPlatform(wanted: Platform, offered: [String])

    // MARK: damage

    /// An entry of an archive, or of a layer, leads out of it.
    case unsafeEntry(String)
    /// The archive cannot be read, or contradicts itself, for `reason`.
    case damagedArchive(reason: String)
    /// A blob that a manifest names is not there.
    case missingBlob(Digest)
    /// A blob has other bytes than its digest says.
    case wrongDigest(Digest, found: Digest)
    /// A blob has another size than its descriptor says.
    case wrongSize(Digest, stated: Int64, found: Int64)
    /// A document has more bytes than are read.
    case tooLarge(Digest, byteCount: Int64, byteCountMax: Int64)
    /// A manifest, an index or a configuration is not what the image spec has there, for `reason`.
    case damagedDocument(Digest, reason: String)
    /// The layer cannot be uncompressed, or is no tar archive, for `reason`.
    case damagedLayer(Digest, reason: String)
    /// The layer's uncompressed bytes have another digest than the configuration says.
    case wrongDiffID(layer: Digest, stated: Digest, found: Digest)
    /// The configuration names another number of layers than the manifest.
    case layerCount(manifest: Int, config: Int)
    /// The history has more entries with a layer than there are layers.
    case historyCount(layers: Int, entries: Int)

    // MARK: what this tool does not take

    /// The manifest is one of docker's first schema.
    case schema1
    /// A blob has a type that is not one of an image's.
    case unknownMediaType(Digest, MediaType)
    /// A layer must be fetched from elsewhere and may not be stored: the base is one of Windows.
    case foreignLayer(Digest)
    /// More layers than engines can mount.
    case tooManyLayers(base: Int, added: Int, max: Int)
    /// A layer of ours is compressed with zstd, for which docker's manifests have no type.
    case zstdOnDocker

    // MARK: where a path of ours should go

    /// The symbolic links above `path` lead round in a circle.
    case linkLoop(path: String)
    /// `path` should stand below `parent`, which is a file in the base.
    case parentNotADirectory(path: String, parent: String)
    /// A file of ours should go to `path`, which is a directory in the base and would vanish with all that is in it.
    case coversDirectory(path: String)
}
