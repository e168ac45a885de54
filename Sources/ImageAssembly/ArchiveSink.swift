import LayerArchive
import OCISpec
public import SystemPackage

/// A tar file that is an OCI archive and a docker archive in one, so that docker, podman, containerd and skopeo load it.
///
/// Folders above it are made. A file that is there already is replaced when the new one is whole; anything else there,
/// a device for example, is refused.
public struct ArchiveSink: ImageSink {
    /// The file to write.
    public let file: FilePath
    var disk = Disk()

    /// The archive in `file`.
    public init(file: FilePath) {
        self.file = file
    }

    /// Writes the archive beside its place, and renames it when it is whole.
    /// - Throws: ``DeliveryError``, `ArchiveError` when a layer's file cannot be read, `CancellationError`.
    public func deliver(_ image: ImageBundle) async throws {
        if let status = try disk.status(file), status.type != .regular {
            throw DeliveryError.notARegularFile(file)
        }
        let folder = file.removingLastComponent()
        let created = try disk.createFolders(folder)
        do {
            try write(image, in: folder.isEmpty ? "." : folder)
        } catch {
            disk.remove(created)
            throw error
        }
    }

    private func write(_ image: ImageBundle, in folder: FilePath) throws {
        let partial = try PartialFile(in: folder, for: file, disk: disk)
        do {
            let tar = try TarWriter { bytes in
                try Task.checkCancellation()
                try partial.write(bytes)
            }
            try ArchiveContents(image).write(to: tar)
            try tar.finish()
            try partial.commit(as: file)
        } catch {
            partial.discard()
            throw error
        }
    }
}
