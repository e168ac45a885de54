import BuildReport
import ImageAssembly
public import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What is kept between builds, by kind.
public struct CacheContents: Sendable {
    /// The folders that hold compiled code: large, and not bounded by themselves.
    private static let compiled = ["runtimes", "builds", "wrappers", "records"]

    private let folder: FilePath

    /// The cache in `folder`.
    public init(folder: FilePath) {
        self.folder = folder
    }

    /// For people: the folder, and a line for each kind of thing in it.
    /// - Throws: `DeliveryError` when the folder cannot be read.
    public func usage() throws -> [String] {
        let layers = try layerCache.usage()
        let blobs = try blobCache.usage()
        let lines = [
            ("layers", "\(layers.layers) layers", layers.bytes),
            ("blobs", "\(blobs.layers) fetched blobs", blobs.bytes),
        ]
        let compiled = Self.compiled.map { name in
            let (files, bytes) = size(of: name)
            return (name, "\(files) files", bytes)
        }
        return ["\(folder)"]
            + (lines + compiled).map { name, count, bytes in
                "  \(name)\(String(repeating: " ", count: 10 - name.count))\(ByteCount(bytes)), \(count)"
            }
    }

    /// Removes the least recently used layers and blobs until `bytes` of each are left, and with `withCompiled` all
    /// compiled code. Nothing may be being built when compiled code is removed.
    /// - Returns: The number of bytes that were removed.
    /// - Throws: `DeliveryError` when something cannot be removed.
    public func prune(keeping bytes: Int64, withCompiled: Bool) throws -> Int64 {
        var removed = try layerCache.prune(to: bytes).bytes + blobCache.prune(to: bytes).bytes
        guard withCompiled else { return removed }
        for name in Self.compiled {
            let path = folder.appending(name)
            let (_, bytes) = size(of: name)
            guard FileManager.default.fileExists(atPath: path.string) else { continue }
            do {
                try FileManager.default.removeItem(atPath: path.string)
            } catch {
                throw DeliveryError.cannotWrite(path, .permissionDenied)
            }
            removed += bytes
        }
        return removed
    }

    private var layerCache: LayerCache { LayerCache(folder: folder.appending("layers")) }
    private var blobCache: BlobCache { BlobCache(of: layerCache) }

    /// The files below the folder `name` and their sizes; a file with two names counts once.
    private func size(of name: String) -> (files: Int, bytes: Int64) {
        var (files, bytes) = (0, Int64(0))
        var seen: Set<Inode> = []
        var pending = [folder.appending(name)]
        while let next = pending.popLast() {
            // What disappears meanwhile is not there any more.
            for name in (try? FolderListing.names(in: next)) ?? [] {
                let path = next.appending(name)
                guard let status = try? path.stat(followTargetSymlink: false) else { continue }
                if status.type == .directory { pending.append(path) }
                guard status.type == .regular, seen.insert(status.inode).inserted else { continue }
                files += 1
                bytes += Int64(status.size)
            }
        }
        return (files, bytes)
    }
}
