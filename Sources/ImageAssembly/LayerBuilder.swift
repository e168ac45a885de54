public import Compression
import LayerArchive
public import OCISpec
public import SystemPackage

/// Turns entries into layers; the same entries give the same bytes, whatever folder, day and umask.
///
/// Entries are sorted by the bytes of their paths, and the directories above them are added, each once. Files are 0644,
/// or 0755 when executable, directories 0755, everything belongs to root unless an entry says otherwise, and all times
/// are one.
public struct LayerBuilder: Sendable {
    /// The folder for the layers' files; it is made when it is not there.
    public let workspace: FilePath
    /// How layers are stored.
    public let rule: CompressionRule
    /// The time of every entry.
    public let modificationTime: Timestamp
    /// Where layers are kept from build to build, if anywhere.
    public let cache: LayerCache?
    var disk = Disk()
    /// Told before the files are read; what a test counts.
    var willRead: @Sendable (LayerPass) -> Void = { _ in }
    /// Up to how many bytes are read only to find out whether the cache holds the layer. When it does not, they have to
    /// be read again, and of more than that the second reading costs more than it saves on most days.
    var measuredBytesMax: Int64 = 256 << 20

    /// A builder that writes into `workspace`, and keeps what it makes in `cache`.
    public init(
        workspace: FilePath, rule: CompressionRule, modificationTime: Timestamp, cache: LayerCache? = nil
    ) {
        self.workspace = workspace
        self.rule = rule
        self.modificationTime = modificationTime
        self.cache = cache
    }

    /// A builder that stores layers in one way.
    public init(
        workspace: FilePath, compression: LayerCompression, modificationTime: Timestamp, cache: LayerCache? = nil
    ) {
        self.init(
            workspace: workspace, rule: .exactly(compression), modificationTime: modificationTime, cache: cache)
    }

    /// Puts the layer made of `entries` into the workspace, in a file named after its digest.
    ///
    /// Two directories with one path are one; anything else twice at one path is an error. A layer that the cache holds
    /// is not made again. A cache that cannot be read or written is as good as none. The call blocks its thread and
    /// ends early when its task is cancelled; after an error no file is left behind.
    /// - Throws: ``LayerError``, which includes a file that changes meanwhile, ``DeliveryError`` when the workspace
    ///   cannot be written, `ArchiveError` when a file cannot be read, `CancellationError`.
    public func build(_ entries: [LayerEntry], createdBy: String) throws -> Layer {
        try Task.checkCancellation()
        let plan = try LayerPlan(entries)
        try disk.createFolders(workspace)
        let inputs = try LayerInputs(plan, now: cache?.clock() ?? .now())
        let record =
            try cache.map { try cached(plan, inputs, in: $0) }
            ?? write(plan, inputs, compression(of: plan))
        return Layer(
            descriptor: Descriptor(
                mediaType: record.mediaType, digest: record.digest, size: record.size,
                annotations: record.annotations.isEmpty ? nil : record.annotations),
            diffID: record.diffID, uncompressedSize: record.uncompressedSize, blob: blob(record), createdBy: createdBy)
    }

    /// Takes the layer from `cache`, or makes it and leaves it there.
    private func cached(_ plan: LayerPlan, _ inputs: LayerInputs, in cache: LayerCache) throws -> LayerRecord {
        let key = try inputs.key(modificationTime: modificationTime, rule: rule)
        if let known = cache.take(inputs: key, into: workspace) { return known }
        let compression = try compression(of: plan)
        let record: LayerRecord
        if let known = try sameBytes(plan, inputs, compression, in: cache) {
            record = known
        } else {
            record = try write(plan, inputs, compression)
            cache.keep(record, blob: blob(record))
        }
        if inputs.areSettled { cache.remember(inputs: key, give: try CachedLayerName(record)) }
        return record
    }

    /// Takes the layer from `cache` when it holds one with the same bytes; to know that, the files must be read.
    private func sameBytes(
        _ plan: LayerPlan, _ inputs: LayerInputs, _ compression: LayerCompression, in cache: LayerCache
    ) throws -> LayerRecord? {
        let group = try CachedLayerGroup(contentBytes: inputs.contentBytes, compression: compression.identity)
        guard inputs.contentBytes <= measuredBytesMax, cache.holdsAny(of: group) else { return nil }
        willRead(.measuring)
        let diffID = try pass(plan, through: LayerStream(compression: .none) { _ in }).diffID
        try inputs.checkUnchanged()
        return cache.take(CachedLayerName(group, diffID: diffID), into: workspace)
    }

    private func compression(of plan: LayerPlan) throws -> LayerCompression {
        if case .best = rule { willRead(.probing) }
        return try rule.compression(for: plan.entries)
    }

    private func write(
        _ plan: LayerPlan, _ inputs: LayerInputs, _ compression: LayerCompression
    ) throws -> LayerRecord {
        let file = try PartialFile(in: workspace, for: workspace, disk: disk)
        do {
            willRead(.writing)
            let summary = try pass(
                plan, through: LayerStream(compression: compression) { bytes in try file.write(bytes) })
            try inputs.checkUnchanged()
            let record = LayerRecord(summary, compression: compression, contentBytes: inputs.contentBytes)
            try file.commit(as: blob(record))
            return record
        } catch {
            file.discard()
            throw error
        }
    }

    private func blob(_ record: LayerRecord) -> FilePath { workspace.appending(record.digest.hex) }

    private func pass(_ plan: LayerPlan, through stream: LayerStream) throws -> LayerSummary {
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
        let attributes = TarAttributes(
            permissions: entry.permissions, modificationTime: modificationTime.secondsSinceEpoch,
            owner: entry.attributes.owner, group: entry.attributes.group)
        switch entry.content {
        case .directory: try tar.addDirectory(path, attributes: attributes)
        case .file(let source, _): try tar.addFile(path, contentsOf: source, attributes: attributes)
        case .bytes(let bytes, _): try tar.addFile(path, bytes: bytes, attributes: attributes)
        case .symbolicLink(let target): try tar.addSymbolicLink(path, target: target, attributes: attributes)
        }
    }
}
