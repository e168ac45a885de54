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
            for blob in image.blobs {
                try Task.checkCancellation()
                try write(blob, created: &created)
            }
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
        switch content {
        case .bytes(let bytes): try write(bytes, as: target)
        case .file(let source): try place(source, expectedBytes: size, as: target)
        }
    }

    private func write(_ bytes: [UInt8], as target: FilePath) throws {
        let file = try PartialFile(in: target.removingLastComponent(), for: target, disk: disk)
        do {
            try bytes.withUnsafeBytes { try file.write($0) }
            try file.commit(as: target)
        } catch {
            file.discard()
            throw error
        }
    }

    /// The bytes of a blob never change, so the file that is there serves under a second name.
    private func place(_ source: FilePath, expectedBytes: Int64?, as target: FilePath) throws {
        if let expectedBytes, let found = try disk.status(source)?.size, found != expectedBytes {
            throw DeliveryError.layerChanged(source, expectedBytes: expectedBytes)
        }
        let partial = PartialFile.path(in: target.removingLastComponent())
        // Renaming leaves a second name of one file where it is.
        defer { disk.remove([partial]) }
        try disk.linkOrCopy(source, to: partial, for: target)
        try disk.rename(partial, to: target)
    }
}
