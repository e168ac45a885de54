public import OCISpec
public import SystemPackage

/// Blobs of base images kept between builds under their digests: manifests, configurations and layers as they were
/// fetched.
///
/// It shares a folder with the ``LayerCache``: what is in one need not be fetched or built for the other. Everything in
/// it was verified when it came, and is looked at again by whoever reads it.
public struct BlobCache: Sendable {
    /// The folder of the blobs; it is made when there is something to keep.
    public let folder: FilePath
    var disk = Disk()

    /// The blobs that lie in the folder of `cache`.
    public init(of cache: LayerCache) {
        folder = cache.folder.appending("blobs")
    }

    /// The file of the blob `digest`, used now; nil when it is not there.
    public func file(_ digest: Digest) -> FilePath? {
        let file = folder.appending(digest.hex)
        guard let status = try? file.stat(), status.type == .regular else { return nil }  // out of reach: not there
        // A cache that cannot be written still serves; only the order of use is lost.
        try? disk.touch(file, at: .now())
        return file
    }

    /// Where the blob `digest` belongs; the folder is there afterwards.
    /// - Throws: ``DeliveryError``.
    public func place(of digest: Digest) throws -> FilePath {
        try disk.createFolders(folder)
        return folder.appending(digest.hex)
    }

    /// Keeps `bytes`, of which `digest` is the digest.
    /// - Throws: ``DeliveryError``.
    public func keep(_ bytes: [UInt8], as digest: Digest) throws {
        let place = try place(of: digest)
        let file = try PartialFile(in: folder, for: place, disk: disk)
        do {
            try bytes.withUnsafeBytes { try file.write($0) }
            try file.commit(as: place)
        } catch {
            file.discard()
            throw error
        }
    }

    /// How much is kept at present.
    /// - Throws: ``DeliveryError/cannotRead(_:_:)``.
    public func usage() throws(DeliveryError) -> LayerCacheUsage {
        let blobs = try blobs()
        return LayerCacheUsage(layers: blobs.count, bytes: blobs.reduce(0) { $0 + $1.bytes })
    }

    /// Removes the least recently used blobs until at most `bytes` bytes are left, and fetches that were given up.
    /// - Returns: What was removed.
    /// - Throws: ``DeliveryError/cannotRead(_:_:)``.
    @discardableResult
    public func prune(to bytes: Int64) throws(DeliveryError) -> LayerCacheUsage {
        let blobs = try blobs()
        var kept = blobs.reduce(0) { $0 + $1.bytes }
        var removed: [Kept] = []
        for blob in blobs.sorted(by: { ($0.lastUse, $0.file.string) < ($1.lastUse, $1.file.string) }) where kept > bytes
        {
            disk.remove([blob.file])
            kept -= blob.bytes
            removed.append(blob)
        }
        return LayerCacheUsage(layers: removed.count, bytes: removed.reduce(0) { $0 + $1.bytes })
    }

    private struct Kept {
        let file: FilePath
        let bytes: Int64
        let lastUse: FileTime
    }

    private func blobs() throws(DeliveryError) -> [Kept] {
        let names: [String]
        do {
            names = try FolderListing.names(in: folder)
        } catch .unreadable(_, .noSuchFileOrDirectory) {
            return []
        } catch .unreadable(let path, let errno) {
            throw .cannotRead(path, errno)
        } catch {
            throw .cannotRead(folder, .illegalByteSequence)
        }
        return names.compactMap { name in
            let file = folder.appending(name)
            guard let status = try? file.stat() else { return nil }  // somebody else has just removed it
            return Kept(file: file, bytes: Int64(status.size), lastUse: FileTime(status.st_mtim))
        }
    }
}
