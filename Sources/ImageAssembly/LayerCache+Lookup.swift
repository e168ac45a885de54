import LayerArchive
import OCISpec
import SystemPackage

extension LayerCache {
    /// Puts the layer that was made of the inputs with the digest `key` into `workspace`, where a built one would be.
    /// - Returns: Its record; nil when there is none that can be used, for whatever reason.
    func take(inputs key: Digest, into workspace: FilePath) -> LayerRecord? {
        let path = place(ofInputs: key)
        guard let name = layerName(in: path) else { return nil }
        guard let record = take(name, into: workspace) else {
            disk.remove([path])
            return nil
        }
        return record
    }

    /// Puts the layer `name` into `workspace`, where a built one would be. A layer that is damaged is removed.
    /// - Returns: Its record; nil when there is none that can be used, for whatever reason.
    func take(_ name: CachedLayerName, into workspace: FilePath) -> LayerRecord? {
        // No failure of the cache is one of the build, which can make the layer anew.
        do {
            let found = try find(name)
            let partial = PartialFile.path(in: workspace)
            // Renaming leaves a second name of one file where it is.
            defer { disk.remove([partial]) }
            try disk.linkOrCopy(found.blob, to: partial)
            try checkHash(of: partial, found.record)
            try disk.rename(partial, to: workspace.appending(found.record.digest.hex))
            // A cache that cannot be written still serves; only the order of use is lost.
            try? disk.touch(place(of: name).appending(KeptLayer.record), at: clock())
            return found.record
        } catch is Damage {
            try? remove(name)  // what cannot be removed is found to be damaged again
            return nil
        } catch {
            return nil
        }
    }

    /// Whether a layer of `group` is there, which a look at the names tells.
    func holdsAny(of group: CachedLayerGroup) -> Bool {
        guard let names = try? names(in: layersFolder) else { return false }  // a cache out of reach holds nothing
        return names.contains { $0.hasPrefix(group.prefix) }
    }

    /// The layer to which the file `path` among the inputs leads; nil when it is missing or damaged.
    func layerName(in path: FilePath) -> CachedLayerName? {
        guard let bytes = try? SourceFile.bytes(of: path) else { return nil }  // most often there is none
        return CachedLayerName(parsing: String(decoding: bytes, as: UTF8.self))
    }

    /// The record of the layer `name`, and its blob, of which everything but the hash is right.
    private func find(_ name: CachedLayerName) throws -> (record: LayerRecord, blob: FilePath) {
        let place = place(of: name)
        let bytes = try SourceFile.bytes(of: place.appending(KeptLayer.record))
        let stored: StoredRecord
        do {
            stored = try CanonicalJSON.decode(StoredRecord.self, from: bytes)
        } catch {
            throw Damage()
        }
        let record = stored.layer
        guard record.format == LayerRecord.knownFormat, try CachedLayerName(record) == name else { throw Damage() }
        let blob = place.appending(KeptLayer.blob)
        guard let status = try disk.status(blob), status.type == .regular, status.size == record.size else {
            throw Damage()
        }
        let isTrusted =
            record.size <= hashedBytesMax || FileTime(status.st_mtim).nanoseconds == stored.blobModified
        guard isTrusted else { throw Damage() }
        return (record, blob)
    }

    private func checkHash(of blob: FilePath, _ record: LayerRecord) throws {
        guard record.size <= hashedBytesMax else { return }
        let file = try SourceFile(blob)
        defer { file.close() }
        let digester = try Digester()
        try file.forEachPiece { try digester.update($0) }
        guard try digester.finish() == record.digest else { throw Damage() }
    }
}

/// What the cache holds is not what was put in.
private struct Damage: Error {}
