import Compression
import OCISpec
import Synchronization
import SystemPackage

@testable import ImageAssembly

/// Builds with one cache, each in a workspace of its own, as calls of the tool are.
struct CachedBuilds {
    /// So late that every file is old enough to be trusted.
    static let late = FileTime(nanoseconds: 4_000_000_000 * 1_000_000_000)

    let folder: FilePath
    var cache: LayerCache

    init(in folder: FilePath, capacity: Int64 = 4 << 30, now: FileTime = late) {
        self.folder = folder
        cache = LayerCache(folder: folder.appending("cache"), capacity: capacity)
        cache.clock = { now }
    }

    /// The same cache at another time.
    func at(_ now: FileTime) -> CachedBuilds {
        var other = self
        other.cache.clock = { now }
        return other
    }

    /// A build, and how often it read what goes into the layer.
    func build(
        _ entries: [LayerEntry], compression: LayerCompression = .gzip, time: Timestamp = .epoch,
        rule: CompressionRule? = nil, change: (inout LayerBuilder) -> Void = { _ in }
    ) throws -> (layer: Layer, passes: [LayerPass]) {
        let passes = Passes()
        var builder = LayerBuilder(
            workspace: folder.appending("work-\(UInt64.random(in: 0 ... .max))"), rule: rule ?? .exactly(compression),
            modificationTime: time, cache: cache)
        builder.willRead = passes.append
        change(&builder)
        let layer = try builder.build(entries, createdBy: "test")
        guard try layer.blob.stat().size == layer.descriptor.size, try contents(of: builder.workspace).count == 1,
            try Digest.of(read(layer.blob)) == layer.descriptor.digest
        else { throw WrongWorkspace() }
        return (layer, passes.all)
    }

    /// The files of a folder of the cache.
    func names(_ name: String) throws -> [String] {
        try cache.names(in: cache.folder.appending(name))
    }

    /// The only layer's folder.
    func onlyLayer() throws -> FilePath {
        let names = try names("layers")
        guard let name = names.first, names.count == 1 else { throw WrongWorkspace() }
        return cache.layersFolder.appending(name)
    }

    /// A workspace does not hold what the builder says, and nothing else.
    struct WrongWorkspace: Error {}

    private final class Passes: Sendable {
        private let passes = Mutex<[LayerPass]>([])

        var all: [LayerPass] { passes.withLock { $0 } }

        func append(_ pass: LayerPass) { passes.withLock { $0.append(pass) } }
    }
}
