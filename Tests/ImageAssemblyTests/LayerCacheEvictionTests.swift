import Compression
import OCISpec
import SystemPackage
import TestSupport
import Testing

@testable import ImageAssembly

/// What is removed, in which order, and what many builds at once do to each other.
struct LayerCacheEvictionTests {
    /// The stored size of ``layer(_:_:)``: a header, the bytes and the end of the archive.
    private static let layerBytes: Int64 = 512 + 1024 + 1024

    private func hour(_ count: Int64) -> FileTime { FileTime(nanoseconds: count * 3600 * 1_000_000_000) }

    @discardableResult
    private func layer(_ number: UInt8, _ builds: CachedBuilds) throws -> [LayerPass] {
        let bytes = [UInt8](repeating: number, count: 1000)
        return try builds.build([.file(bytes: bytes, at: "n")], compression: .none).passes
    }

    @Test func `a cache that is not there is empty`() async throws {
        try await withTemporaryDirectory { folder in
            let cache = CachedBuilds(in: folder).cache
            let usage = try cache.usage()
            #expect(usage == .init(layers: 0, bytes: 0))
            #expect(try cache.prune(to: 0) == .init(layers: 0, bytes: 0))
            #expect(try contents(of: folder).isEmpty)
        }
    }

    @Test func `the least recently used layer goes first, and the limit holds`() async throws {
        try await withTemporaryDirectory { folder in
            let builds = CachedBuilds(in: folder, capacity: 3 * Self.layerBytes + 1)
            for number in 1...3 { try layer(UInt8(number), builds.at(hour(Int64(number)))) }
            #expect(try builds.cache.usage() == .init(layers: 3, bytes: 3 * Self.layerBytes))
            #expect(try layer(1, builds.at(hour(4))) == [])
            try layer(4, builds.at(hour(5)))
            #expect(try builds.cache.usage() == .init(layers: 3, bytes: 3 * Self.layerBytes))
            for (number, isThere) in [(1, true), (3, true), (4, true), (2, false)] as [(UInt8, Bool)] {
                #expect(try layer(number, builds.at(hour(6))).isEmpty == isThere, "layer \(number)")
            }
        }
    }

    @Test func `a layer larger than the cache is not kept, and drives nothing out`() async throws {
        try await withTemporaryDirectory { folder in
            let builds = CachedBuilds(in: folder, capacity: Self.layerBytes)
            try layer(1, builds)
            _ = try builds.build([.file(bytes: Fixture.noise(count: 8000), at: "n")], compression: .none)
            #expect(try builds.cache.usage() == .init(layers: 1, bytes: Self.layerBytes))
            #expect(try layer(1, builds) == [])
        }
    }

    @Test func `pruning removes what is asked for, tells what it was, and forgets the inputs`() async throws {
        try await withTemporaryDirectory { folder in
            let builds = CachedBuilds(in: folder)
            for number in 1...4 { try layer(UInt8(number), builds.at(hour(Int64(number)))) }
            let two = LayerCacheUsage(layers: 2, bytes: 2 * Self.layerBytes)
            #expect(try builds.cache.prune(to: 3 * Self.layerBytes - 1) == two)
            #expect(try builds.cache.usage() == two)
            #expect(try builds.names("inputs").count == 2)
            #expect(try layer(4, builds) == [])
            #expect(try builds.cache.prune(to: 0) == two)
            for name in ["layers", "inputs", "partial"] { #expect(try builds.names(name) == []) }
        }
    }

    @Test func `a layer that cannot be removed is an error that names it`() async throws {
        try await withTemporaryDirectory { folder in
            let builds = CachedBuilds(in: folder)
            try layer(1, builds)
            let place = try builds.onlyLayer()
            var cache = builds.cache
            cache.disk = Disk { () throws(Errno) in throw .notPermitted }
            #expect(throws: DeliveryError.cannotWrite(place, .notPermitted)) { try cache.prune(to: 0) }
            #expect(try layer(1, builds) == [])
        }
    }

    @Test func `what a killed build left is no layer, and goes after an hour`() async throws {
        try await withTemporaryDirectory { folder in
            let builds = CachedBuilds(in: folder).at(hour(10))
            try layer(1, builds)
            let partial = builds.cache.partialFolder
            try write("half a blob", to: "old/blob", in: partial)
            try write("half a record", to: "old/record.json", in: partial)
            try write("half a name", to: "old-file", in: partial)
            try write("half a blob", to: "new/blob", in: partial)
            for (name, time) in [("old", 9), ("old-file", 9), ("new", 10)] {
                try setMode(0o755, modified: time * 3600 - 1, of: partial.appending(name))
            }
            // A name that is a layer's, with half of its content, as only a killed copy by hand leaves it.
            let half = CachedLayerName(
                try CachedLayerGroup(contentBytes: 1, compression: "c"), diffID: try Digest.of([]))
            try write("half a blob", to: "blob", in: builds.cache.place(of: half))
            #expect(try builds.cache.usage() == .init(layers: 1, bytes: Self.layerBytes))
            #expect(try layer(1, builds) == [])
            #expect(try builds.cache.prune(to: .max) == .init(layers: 0, bytes: 0))
            #expect(try builds.names("partial") == ["new"])
            #expect(try builds.names("layers").count == 1)
        }
    }

    @Test func `files of others are left alone`() async throws {
        try await withTemporaryDirectory { folder in
            let builds = CachedBuilds(in: folder)
            try layer(1, builds)
            let names = ["README", "1-2-3", "a-0123456789abcdef-\(try Digest.of([]).hex)", "x/y"]
            for name in names { try write("mine", to: name, in: builds.cache.layersFolder) }
            #expect(try builds.cache.usage().layers == 1)
            try builds.cache.prune(to: 0)
            for name in names { #expect(try text(builds.cache.layersFolder.appending(name)) == "mine") }
        }
    }

    @Test func `the inputs that are remembered are bounded, the oldest go first`() async throws {
        try await withTemporaryDirectory { folder in
            var builds = CachedBuilds(in: folder)
            try layer(1, builds)
            builds.cache.inputsMax = 5
            let inputs = builds.cache.inputsFolder
            for number in 0..<5 {
                let file = try write("", to: "old-\(number)", in: inputs)
                if number < 2 { try setMode(0o644, modified: number + 1, of: file) }
            }
            try builds.cache.prune(to: .max)
            let names = try builds.names("inputs")
            #expect(names.count == 5)
            #expect(!names.contains("old-0"))
            #expect(names.contains("old-1"))
        }
    }

    @Test func `builds at once, and one that empties the cache all the time, are right`() async throws {
        try await withTemporaryDirectory { folder in
            var builds = CachedBuilds(in: folder)
            builds.cache.clock = { FileTime.now() }
            let all = builds
            let layers = try await withThrowingTaskGroup(of: Layer?.self) { group in
                for number in 0..<24 {
                    group.addTask {
                        if number % 6 == 5 {
                            try all.cache.prune(to: 0)
                            return nil
                        }
                        let bytes = [UInt8](repeating: UInt8(number % 2), count: 30_000)
                        return try all.build([.file(bytes: bytes, at: "n")]).layer
                    }
                }
                return try await group.reduce(into: [Layer]()) { layers, layer in
                    if let layer { layers.append(layer) }
                }
            }
            #expect(layers.count == 20)
            #expect(Set(layers.map(\.descriptor)).count == 2)
            #expect(try all.cache.usage().layers <= 2)
            #expect(try all.names("partial") == [])
        }
    }

    @Test func `one layer built many times at once is kept once`() async throws {
        try await withTemporaryDirectory { folder in
            var builds = CachedBuilds(in: folder)
            builds.cache.clock = { FileTime.now() }
            let all = builds
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask { _ = try all.build([.file(bytes: Fixture.noise(count: 40_000), at: "n")]) }
                }
                try await group.waitForAll()
            }
            #expect(try all.cache.usage().layers == 1)
            #expect(try all.build([.file(bytes: Fixture.noise(count: 40_000), at: "n")]).passes == [])
            #expect(try all.names("partial") == [])
        }
    }
}
