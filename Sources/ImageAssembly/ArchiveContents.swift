import LayerArchive
import OCISpec

/// The entries of an archive of one bundle, sorted by name.
struct ArchiveContents {
    private let image: ImageBundle
    private let attributes: TarAttributes

    init(_ image: ImageBundle) {
        self.image = image
        attributes = TarAttributes(permissions: 0o644, modificationTime: image.created.secondsSinceEpoch)
    }

    /// Writes all entries.
    func write(to tar: TarWriter) throws {
        // skopeo, run by an ordinary user, cannot unpack an archive without entries for these two folders.
        var folder = attributes
        folder.permissions = 0o755
        try tar.addDirectory(LayoutFiles.blobs, attributes: folder)
        try tar.addDirectory(LayoutFiles.blobsSHA256, attributes: folder)
        for blob in image.blobs.sorted(by: { $0.descriptor.digest.hex < $1.descriptor.digest.hex }) {
            try write(blob, to: tar)
        }
        try write(ImageIndex(manifests: [image.indexEntry]), as: LayoutFiles.index, to: tar)
        if let one = image.dockerImage {
            try write([DockerManifest(one, named: image.reference)], as: LayoutFiles.dockerManifest, to: tar)
        }
        try write(LayoutVersion(), as: LayoutFiles.layout, to: tar)
    }

    private func write(_ blob: Blob, to tar: TarWriter) throws {
        let name = LayoutFiles.path(of: blob.descriptor.digest)
        switch blob.content {
        case .bytes(let bytes): try tar.addFile(name, bytes: bytes, attributes: attributes)
        case .file(let source):
            let file = try SourceFile(source)
            defer { file.close() }
            guard file.size == blob.descriptor.size else {
                throw DeliveryError.layerChanged(source, expectedBytes: blob.descriptor.size)
            }
            try tar.addFile(name, contentsOf: file, attributes: attributes)
        }
    }

    private func write(_ document: some Encodable, as name: String, to tar: TarWriter) throws {
        try tar.addFile(name, bytes: CanonicalJSON.encode(document), attributes: attributes)
    }
}
