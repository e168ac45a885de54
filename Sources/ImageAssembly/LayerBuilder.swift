public import Compression
import LayerArchive
public import OCISpec
public import SystemPackage

/// Turns entries into layers; the same entries give the same bytes, whatever folder, day and umask.
///
/// Entries are sorted by the bytes of their paths, and the directories above them are added, each once. Files are 0644,
/// or 0755 when executable, directories 0755, everything belongs to root, and all times are one.
public struct LayerBuilder: Sendable {
    /// The folder for the layers' files; it is made when it is not there.
    public let workspace: FilePath
    /// How layers are stored.
    public let compression: LayerCompression
    /// The time of every entry.
    public let modificationTime: Timestamp
    var disk = Disk()

    /// A builder that writes into `workspace`.
    public init(workspace: FilePath, compression: LayerCompression, modificationTime: Timestamp) {
        self.workspace = workspace
        self.compression = compression
        self.modificationTime = modificationTime
    }

    /// Writes the layer made of `entries` into the workspace, in a file named after its digest.
    ///
    /// Two directories with one path are one; anything else twice at one path is an error. The call blocks its thread
    /// and ends early when its task is cancelled; after an error no file is left behind.
    /// - Throws: ``LayerError``, ``DeliveryError`` when the workspace cannot be written, `ArchiveError` when a file
    ///   cannot be read, `CancellationError`.
    public func build(_ entries: [LayerEntry], createdBy: String) throws -> Layer {
        let plan = try LayerPlan(entries)
        try disk.createFolders(workspace)
        let file = try PartialFile(in: workspace, for: workspace, disk: disk)
        do {
            let summary = try write(plan, to: file)
            let blob = workspace.appending(summary.digest.hex)
            try file.commit(as: blob)
            let descriptor = Descriptor(
                mediaType: compression.mediaType, digest: summary.digest, size: summary.size)
            return Layer(
                descriptor: descriptor, diffID: summary.diffID, uncompressedSize: summary.uncompressedSize, blob: blob,
                createdBy: createdBy)
        } catch {
            file.discard()
            throw error
        }
    }

    private func write(_ plan: LayerPlan, to file: PartialFile) throws -> LayerSummary {
        let stream = try LayerStream(compression: compression) { bytes in try file.write(bytes) }
        let tar = try TarWriter { bytes in
            try Task.checkCancellation()
            try stream.write(bytes)
        }
        for entry in plan.entries { try add(entry, to: tar) }
        try tar.finish()
        return try stream.finish()
    }

    private func add(_ entry: LayerEntry, to tar: TarWriter) throws {
        let path = entry.path.description
        switch entry.content {
        case .directory: try tar.addDirectory(path, attributes: attributes(isExecutable: true))
        case .file(let source, let isExecutable):
            try tar.addFile(path, contentsOf: source, attributes: attributes(isExecutable: isExecutable))
        case .bytes(let bytes, let isExecutable):
            try tar.addFile(path, bytes: bytes, attributes: attributes(isExecutable: isExecutable))
        case .symbolicLink(let target):
            try tar.addSymbolicLink(path, target: target, attributes: attributes(isExecutable: true))
        }
    }

    private func attributes(isExecutable: Bool) -> TarAttributes {
        TarAttributes(
            permissions: isExecutable ? 0o755 : 0o644, modificationTime: modificationTime.secondsSinceEpoch)
    }
}
