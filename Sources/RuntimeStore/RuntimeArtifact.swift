import Compression
import ImageAssembly
import LayerArchive
import OCISpec
import SystemPackage

/// A runtime in the form in which it travels: an OCI artifact of a configuration and one layer
/// ([image spec](https://github.com/opencontainers/image-spec/blob/main/manifest.md#guidelines-for-artifact-usage)).
struct RuntimeArtifact {
    /// The configuration's content.
    let record: RuntimeRecord
    /// The compressed object.
    let layer: Descriptor
}

extension RuntimeArtifact {
    /// Writes the artifact's image layout, with `blob` as the file of its layer.
    ///
    /// The entries stand in the order in which they lead to each other, so that a file that was cut says what is missing.
    func write(to tar: TarWriter, layerFrom blob: FilePath) throws {
        let attributes = TarAttributes(permissions: 0o644, modificationTime: 0)
        let folder = TarAttributes(permissions: 0o755, modificationTime: 0)
        let config = try record.encoded()
        let configDescriptor = try Self.descriptor(of: config, .runtimeConfig)
        let manifest = try CanonicalJSON.encode(
            ImageManifest(artifactType: .runtime, config: configDescriptor, layers: [layer]))
        var entry = try Self.descriptor(of: manifest, .imageManifest)
        let manifestPath = LayoutFiles.path(of: entry.digest)
        entry.artifactType = .runtime
        entry.annotations = [Annotation.referenceName: record.key.name]
        try tar.addFile(LayoutFiles.layout, bytes: CanonicalJSON.encode(LayoutVersion()), attributes: attributes)
        try tar.addFile(
            LayoutFiles.index, bytes: CanonicalJSON.encode(ImageIndex(manifests: [entry])), attributes: attributes)
        // skopeo, run by an ordinary user, cannot unpack an archive without entries for these two folders.
        try tar.addDirectory(LayoutFiles.blobs, attributes: folder)
        try tar.addDirectory(LayoutFiles.blobsSHA256, attributes: folder)
        try tar.addFile(manifestPath, bytes: manifest, attributes: attributes)
        try tar.addFile(LayoutFiles.path(of: configDescriptor.digest), bytes: config, attributes: attributes)
        try tar.addFile(LayoutFiles.path(of: layer.digest), contentsOf: blob, attributes: attributes)
    }

    private static func descriptor(of bytes: [UInt8], _ mediaType: MediaType) throws -> Descriptor {
        Descriptor(mediaType: mediaType, digest: try Digest.of(bytes), size: Int64(bytes.count))
    }
}

extension RuntimeArtifact {
    /// Finds the artifact in `archive`, whose maker nobody knows, and reads all of it but the layer.
    /// - Throws: ``RuntimeError``.
    init(reading archive: LayoutArchive) throws {
        let file = archive.file
        let index = try archive.index()
        guard let entry = index.manifests.first, index.manifests.count == 1 else {
            throw RuntimeError.notARuntime(file, kind: "a layout of \(index.manifests.count) images")
        }
        guard entry.mediaType == .imageManifest else {
            throw RuntimeError.notARuntime(file, kind: "a layout of `\(entry.mediaType)`")
        }
        let manifest = try archive.json(ImageManifest.self, at: entry)
        let kind = manifest.artifactType ?? manifest.config.mediaType
        guard kind == .runtime else {
            throw kind.isRuntimeOfSomeVersion
                ? RuntimeError.unknownVersion(file, format: kind.rawValue)
                : .notARuntime(file, kind: "a layout of `\(kind)`")
        }
        guard let layer = manifest.layers.first, manifest.layers.count == 1, layer.mediaType == .runtimeObject,
            manifest.config.mediaType == .runtimeConfig
        else { throw RuntimeError.damaged(file, reason: "its manifest does not name one record and one object") }
        self.layer = layer
        do {
            record = try RuntimeRecord(decoding: archive.bytes(of: manifest.config))
        } catch RuntimeRecord.Problem.version(let version) {
            throw RuntimeError.unknownVersion(file, format: "\(version)")
        } catch RuntimeRecord.Problem.malformed(let reason) {
            throw RuntimeError.damaged(file, reason: "the record in it cannot be understood: \(reason)")
        }
    }

    /// Unpacks the layer of this artifact, which stands in `archive`, into `folder`.
    /// - Throws: ``RuntimeError``, `DeliveryError`, `CancellationError`.
    func unpack(from archive: LayoutArchive, into folder: PartialFolder) throws {
        let compressed = "layer.gz"
        // The layer is checked before the decompressor sees it.
        try folder.write(compressed) { write in
            try archive.copy(layer, bytesMax: RuntimeRecord.objectBytesMax, to: write)
        }
        let digester = try Digester()
        var count: Int64 = 0
        try folder.write(RuntimeRecord.objectName) { write in
            try archive.reading {
                try GzipReader(folder.path.appending(compressed)).forEachPiece { piece in
                    try Task.checkCancellation()
                    count += Int64(piece.count)
                    guard count <= record.byteCount else { throw wrongLength(in: archive) }
                    try digester.update(piece)
                    try write(piece)
                }
            }
        }
        guard count == record.byteCount else { throw wrongLength(in: archive) }
        let found = try digester.finish()
        guard found == record.digest else {
            throw RuntimeError.damagedBlob(archive.file, expected: record.digest, found: found)
        }
        try folder.remove(compressed)
    }

    private func wrongLength(in archive: LayoutArchive) -> RuntimeError {
        .damaged(archive.file, reason: "the object in it does not have \(record.byteCount) bytes, as its record says")
    }
}
