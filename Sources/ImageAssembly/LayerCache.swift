import OCISpec
public import SystemPackage

/// Layers kept between builds, so that what did not change is neither read nor compressed again.
///
/// A layer is found by what the file system says of its files (path, size, times, inode, mode), or else by its diff id.
/// Any number of builds may use one folder at once, and one that is killed leaves nothing that another could take for
/// a layer. What is kept can always be removed: a layer that was found has a name of its own in the build's workspace.
///
///     layers/<content bytes>-<compression>-<diff id>/record.json, blob
///     inputs/<digest of what is known of the files>    the name of a layer
///     partial/…                                        what is being written or removed
public struct LayerCache: Sendable {
    /// The folder of the cache; it is made when there is something to keep.
    public let folder: FilePath
    /// How many bytes of layers are kept. The least recently used go first, and a layer larger than that is not kept.
    public let capacity: Int64
    var disk = Disk()
    /// The present moment; a test's own, where time matters.
    var clock: @Sendable () -> FileTime = { FileTime.now() }
    /// Blobs of up to this size are hashed whenever they are used, which takes less than 1 ms a MiB; of larger ones
    /// size and modification time must be what they were.
    var hashedBytesMax: Int64 = 64 << 20
    /// How many inputs are remembered. Their files have 100 bytes, and a build that misses one only reads once more.
    var inputsMax = 1000

    /// The cache in `folder`, of up to `capacity` bytes.
    public init(folder: FilePath, capacity: Int64 = 4 << 30) {
        self.folder = folder
        self.capacity = capacity
    }

    /// How much is kept at present; nothing when there is no cache yet.
    /// - Throws: ``DeliveryError/cannotRead(_:_:)``.
    public func usage() throws(DeliveryError) -> LayerCacheUsage {
        let layers = try self.layers().filter(\.isWhole)
        return LayerCacheUsage(layers: layers.count, bytes: layers.map(\.bytes).reduce(0, +))
    }

    /// Removes the least recently used layers until at most `bytes` bytes are left, and what killed builds left behind.
    /// - Returns: The layers that were removed.
    /// - Throws: ``DeliveryError``, when a layer that should go cannot be removed.
    @discardableResult
    public func prune(to bytes: Int64) throws(DeliveryError) -> LayerCacheUsage {
        var kept = try usage().bytes
        var removed: [KeptLayer] = []
        for layer in try layers() {
            guard !layer.isWhole || kept > bytes else { continue }
            try remove(layer.name)
            guard layer.isWhole else { continue }
            kept -= layer.bytes
            removed.append(layer)
        }
        try removeLeftovers()
        try removeInputs(ofMissingLayers: !removed.isEmpty)
        return LayerCacheUsage(layers: removed.count, bytes: removed.map(\.bytes).reduce(0, +))
    }
}

extension LayerCache {
    var layersFolder: FilePath { folder.appending("layers") }
    var inputsFolder: FilePath { folder.appending("inputs") }
    var partialFolder: FilePath { folder.appending("partial") }

    func place(of name: CachedLayerName) -> FilePath { layersFolder.appending(name.description) }
    func place(ofInputs key: Digest) -> FilePath { inputsFolder.appending(key.hex) }

    /// A name that nobody else uses, for something that will be renamed or removed.
    func newPartialPath() -> FilePath {
        partialFolder.appending(String(UInt64.random(in: 0 ... .max), radix: 16))
    }

    /// The names in one of the cache's folders; none when it is not there.
    func names(in folder: FilePath) throws(DeliveryError) -> [String] {
        do {
            return try FolderListing.names(in: folder)
        } catch .unreadable(_, .noSuchFileOrDirectory) {
            return []
        } catch .unreadable(let path, let errno) {
            throw .cannotRead(path, errno)
        } catch {
            throw .cannotRead(folder, .illegalByteSequence)
        }
    }

    /// Takes a layer away in one step, so that nobody finds half of it; one that has gone already is no error.
    func remove(_ name: CachedLayerName) throws(DeliveryError) {
        let (place, partial) = (place(of: name), newPartialPath())
        try disk.createFolders(partialFolder)
        do {
            try disk.rename(place, to: partial)
        } catch .cannotWrite(_, .noSuchFileOrDirectory) {
            return
        } catch .cannotWrite(_, let errno) {
            throw .cannotWrite(place, errno)
        }
        removePartial(partial)
    }

    /// Removes what stands at `path`, a file or the folder of a layer.
    func removePartial(_ path: FilePath) {
        disk.remove([path, path.appending(KeptLayer.record), path.appending(KeptLayer.blob)])
    }
}
