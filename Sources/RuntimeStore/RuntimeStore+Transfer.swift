import Compression
import ImageAssembly
import LayerArchive
import OCISpec
public import SystemPackage

extension RuntimeStore {
    /// Writes `runtime` to `file` as an OCI image layout in a tar archive, which skopeo can publish as it is.
    ///
    /// The same runtime gives the same bytes. Folders above the file are made; a file that is there already is replaced
    /// when the new one is whole. The compressed object stands beside it meanwhile.
    /// - Throws: ``RuntimeError/changed(_:expected:found:)``, `ArchiveError` when the object cannot be read,
    ///   `DeliveryError` when the file cannot be written, `CancellationError`.
    public func export(_ runtime: PreparedRuntime, to file: FilePath) throws {
        if let status = try disk.status(file), status.type != .regular { throw DeliveryError.notARegularFile(file) }
        let parent = file.removingLastComponent()
        let created = try disk.createFolders(parent)
        do {
            let folder = parent.isEmpty ? "." : parent
            let layer = try PartialFile(in: folder, for: file, disk: disk)
            defer { layer.discard() }
            let artifact = try RuntimeArtifact(
                record: RuntimeRecord(runtime), layer: compress(runtime, into: layer))
            let partial = try PartialFile(in: folder, for: file, disk: disk)
            do {
                let tar = try TarWriter { bytes in
                    try Task.checkCancellation()
                    try partial.write(bytes)
                }
                try artifact.write(to: tar, layerFrom: layer.path)
                try tar.finish()
                try partial.commit(as: file)
            } catch {
                partial.discard()
                throw error
            }
        } catch {
            disk.remove(created)
            throw error
        }
    }

    /// Adds the runtime in `file`, which ``export(_:to:)`` has written, perhaps on another machine.
    ///
    /// The file is checked and may come from anywhere; that it is whole does not say who made it, and what is linked
    /// against a runtime runs its code. A runtime for the same key that is there already stays, as with
    /// ``add(object:key:linkerArguments:packages:)``.
    /// - Throws: ``RuntimeError``, `ArchiveError` when the file cannot be read, `DeliveryError` when the store cannot be
    ///   written, `CancellationError`. The store is then as it was.
    public func importFile(_ file: FilePath) throws -> PreparedRuntime {
        let archive = try LayoutArchive(file)
        let artifact = try RuntimeArtifact(reading: archive)
        return try add(artifact.record.key) { folder in
            try artifact.unpack(from: archive, into: folder)
            return artifact.record
        }
    }

    /// Writes the compressed object into `file`.
    private func compress(_ runtime: PreparedRuntime, into file: PartialFile) throws -> Descriptor {
        let object = try SourceFile(runtime.object)
        defer { object.close() }
        let stream = try LayerStream(compression: .gzip) { try file.write($0) }
        try object.forEachPiece { piece in
            try Task.checkCancellation()
            try stream.write(piece)
        }
        let summary = try stream.finish()
        guard summary.diffID == runtime.digest else {
            throw RuntimeError.changed(runtime.object, expected: runtime.digest, found: summary.diffID)
        }
        return Descriptor(mediaType: .runtimeObject, digest: summary.digest, size: summary.size)
    }
}
