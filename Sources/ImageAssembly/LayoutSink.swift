import LayerArchive
import OCISpec
public import SystemPackage

/// An OCI layout folder, new or added to.
///
/// Folders above it are made. Images with other names stay in it, and one with the same name is replaced; its blobs
/// stay, since another image may use them. A folder that has other things in it is refused.
public struct LayoutSink: ImageSink {
    /// The folder that holds `index.json`.
    public let directory: FilePath
    var disk = Disk()

    /// The layout in `directory`.
    public init(directory: FilePath) {
        self.directory = directory
    }

    /// Writes the blobs that are not there, and `index.json` last, which makes the image visible.
    /// - Throws: ``DeliveryError``, `ArchiveError` when a layer's file cannot be read, `CancellationError`.
    public func deliver(_ image: ImageBundle) async throws {
        let index = try LayoutIndex(directory: directory, disk: disk).adding(image.indexEntry)
        var created: [FilePath] = []
        do {
            created += try disk.createFolders(directory.appending(LayoutFiles.blobsSHA256))
            try write(.bytes(CanonicalJSON.encode(LayoutVersion())), as: LayoutFiles.layout, created: &created)
            for blob in image.blobs { try write(blob, created: &created) }
            try replace(LayoutFiles.index, with: .bytes(CanonicalJSON.encode(index)))
        } catch {
            disk.remove(created)
            throw error
        }
    }

    /// Writes `blob` unless it is there already; a file of another size is what a disk failure leaves, and is replaced.
    private func write(_ blob: Blob, created: inout [FilePath]) throws {
        let name = LayoutFiles.path(of: blob.descriptor.digest)
        let status = try disk.status(directory.appending(name))
        if let status, status.type == .regular, status.size == blob.descriptor.size { return }
        try replace(name, with: blob.content, size: blob.descriptor.size)
        created.append(directory.appending(name))
    }

    private func write(_ content: Blob.Content, as name: String, created: inout [FilePath]) throws {
        guard try disk.status(directory.appending(name)) == nil else { return }
        try replace(name, with: content)
        created.append(directory.appending(name))
    }

    private func replace(_ name: String, with content: Blob.Content, size: Int64? = nil) throws {
        let target = directory.appending(name)
        let file = try PartialFile(in: target.removingLastComponent(), for: target, disk: disk)
        do {
            switch content {
            case .bytes(let bytes): try bytes.withUnsafeBytes { try file.write($0) }
            case .file(let source): try copy(source, expectedBytes: size, to: file)
            }
            try file.commit(as: target)
        } catch {
            file.discard()
            throw error
        }
    }

    private func copy(_ path: FilePath, expectedBytes: Int64?, to file: PartialFile) throws {
        let source = try SourceFile(path)
        defer { source.close() }
        if let expectedBytes, source.size != expectedBytes {
            throw DeliveryError.layerChanged(path, expectedBytes: expectedBytes)
        }
        try source.forEachPiece { bytes in
            try Task.checkCancellation()
            try file.write(bytes)
        }
    }
}
