import Compression
import OCISpec
import SystemPackage
import TestSupport
import Testing

@testable import ImageAssembly

/// What is made anew, what is only read, and what is not even read.
struct LayerCacheTests {
    private static let bytes = Fixture.noise(count: 20_000)

    private func entries(_ file: FilePath, at destination: String = "models/w") throws -> [LayerEntry] {
        let info = try LayerEntry.file(bytes: [1, 2, 3], at: "models/info")
        return [try .file(file, at: destination), info, try .directory(at: "empty")]
    }

    @Test(arguments: LayerCompression.allCases)
    func `a layer of files that did not change is not read`(compression: LayerCompression) async throws {
        try await withTemporaryDirectory { folder in
            let builds = CachedBuilds(in: folder)
            let file = try write(Self.bytes, to: "w", in: folder)
            let first = try builds.build(entries(file), compression: compression)
            let second = try builds.build(entries(file).reversed(), compression: compression)
            #expect(first.passes == [.writing])
            #expect(second.passes == [])
            #expect(second.layer.descriptor == first.layer.descriptor)
            #expect(second.layer.diffID == first.layer.diffID)
            #expect(second.layer.uncompressedSize == first.layer.uncompressedSize)
            #expect(second.layer.blob.lastComponent == first.layer.blob.lastComponent)
        }
    }

    @Test func `what was chosen for files that did not change is known without a look at them`() async throws {
        try await withTemporaryDirectory { folder in
            let builds = CachedBuilds(in: folder)
            let file = try write(Self.bytes, to: "w", in: folder)
            let first = try builds.build(entries(file), rule: CompressionRule(.auto))
            #expect(first.passes == [.probing, .writing])
            let second = try builds.build(entries(file), rule: CompressionRule(.auto))
            #expect(second.passes == [])
            #expect(second.layer.descriptor == first.layer.descriptor)
            // The one that was chosen, asked for by name, finds the same layer by its bytes.
            let chosen = try CompressionRule(.auto).compression(for: entries(file))
            let third = try builds.build(entries(file), compression: chosen)
            #expect(third.passes == [.measuring])
            #expect(third.layer.descriptor == first.layer.descriptor)
        }
    }

    @Test func `a layer is what it is without a cache`() async throws {
        try await withTemporaryDirectory { folder in
            let builds = CachedBuilds(in: folder)
            let file = try write(Self.bytes, to: "w", in: folder)
            let builder = LayerBuilder(
                workspace: folder.appending("work"), compression: .gzip, modificationTime: .epoch)
            let plain = try builder.build(entries(file), createdBy: "test")
            for _ in 1...2 { #expect(try builds.build(entries(file)).layer.descriptor == plain.descriptor) }
        }
    }

    @Test func `the history is the caller's, not the one of the build before`() async throws {
        try await withTemporaryDirectory { folder in
            let cache = CachedBuilds(in: folder).cache
            let builder = LayerBuilder(
                workspace: folder.appending("work"), compression: .gzip, modificationTime: .epoch, cache: cache)
            for history in ["one", "two"] {
                let layer = try builder.build([.file(bytes: [1], at: "a")], createdBy: history)
                #expect(layer.createdBy == history)
            }
            #expect(try contents(of: builder.workspace).count == 1)
        }
    }

    @Test func `files that were only touched are read, and nothing is compressed; after that they are not read`()
        async throws
    {
        try await withTemporaryDirectory { folder in
            let builds = CachedBuilds(in: folder)
            let file = try write(Self.bytes, to: "w", in: folder)
            let first = try builds.build(entries(file)).layer
            for (mode, time) in [(0o644, 1000), (0o600, 1000)] as [(UInt32, Int)] {
                try setMode(mode, modified: time, of: file)
                let touched = try builds.build(entries(file))
                #expect(touched.passes == [.measuring])
                #expect(touched.layer.descriptor == first.descriptor)
                #expect(try touched.layer.blob.stat().inode == first.blob.stat().inode)
                #expect(try builds.build(entries(file)).passes == [])
            }
        }
    }

    @Test func `the same bytes in another folder are read, and nothing is compressed`() async throws {
        try await withTemporaryDirectory { folder in
            let builds = CachedBuilds(in: folder)
            let first = try builds.build(entries(write(Self.bytes, to: "a/w", in: folder))).layer
            let second = try builds.build(entries(write(Self.bytes, to: "b/w", in: folder)))
            #expect(second.passes == [.measuring])
            #expect(second.layer.descriptor == first.descriptor)
            #expect(try builds.cache.usage().layers == 1)
        }
    }

    @Test func `one byte makes another layer`() async throws {
        try await withTemporaryDirectory { folder in
            let builds = CachedBuilds(in: folder)
            let file = try write(Self.bytes, to: "w", in: folder)
            let first = try builds.build(entries(file)).layer
            var other = Self.bytes
            other[10_000] ^= 1
            try setMode(0o644, modified: 1000, of: write(other, to: "w", in: folder))
            let second = try builds.build(entries(file))
            #expect(second.passes == [.measuring, .writing])
            #expect(second.layer.diffID != first.diffID)
            try setMode(0o644, modified: 2000, of: write(Self.bytes, to: "w", in: folder))
            let third = try builds.build(entries(file))
            #expect(third.passes == [.measuring])
            #expect(third.layer.descriptor == first.descriptor)
        }
    }

    @Test func `a layer of another size is not measured first`() async throws {
        try await withTemporaryDirectory { folder in
            let builds = CachedBuilds(in: folder)
            let file = try write(Self.bytes, to: "w", in: folder)
            _ = try builds.build(entries(file))
            try write(Self.bytes + [0], to: "w", in: folder)
            #expect(try builds.build(entries(file)).passes == [.writing])
        }
    }

    @Test func `a large layer is not measured first`() async throws {
        try await withTemporaryDirectory { folder in
            let builds = CachedBuilds(in: folder)
            let file = try write(Self.bytes, to: "w", in: folder)
            let size = Int64(Self.bytes.count) + 3
            _ = try builds.build(entries(file))
            for (limit, passes) in [(size - 1, [LayerPass.writing]), (size, [.measuring])] {
                try setMode(0o644, modified: Int(limit), of: file)
                #expect(try builds.build(entries(file), change: { $0.measuredBytesMax = limit }).passes == passes)
            }
        }
    }

    @Test func `the right to execute, a place, bytes in memory and the time of entries are part of a layer`()
        async throws
    {
        try await withTemporaryDirectory { folder in
            let builds = CachedBuilds(in: folder)
            let file = try write(Self.bytes, to: "w", in: folder)
            let first = try builds.build([.file(file, at: "a/w"), .file(bytes: [1], at: "b")]).layer
            let others: [[LayerEntry]] = [
                [try .file(file, at: "a/w", isExecutable: true), try .file(bytes: [1], at: "b")],
                [try .file(file, at: "a/v"), try .file(bytes: [1], at: "b")],
                [try .file(file, at: "a/w"), try .file(bytes: [2], at: "b")],
                [try .file(file, at: "a/w"), try .file(bytes: [1], at: "b"), try .directory(at: "c")],
                [try .file(file, at: "a/w"), try .file(bytes: [1], at: "b"), try .symbolicLink(to: "b", at: "c")],
            ]
            var digests: Set<Digest> = [first.diffID]
            for entries in others {
                let (layer, passes) = try builds.build(entries)
                #expect(passes == [.measuring, .writing])
                #expect(digests.insert(layer.diffID).inserted)
            }
            try setMode(0o744, modified: 1000, of: file)
            #expect(try builds.build(others[0]).passes == [.measuring])
            let later = try builds.build([.file(file, at: "a/w"), .file(bytes: [1], at: "b")], time: Fixture.created)
            #expect(later.passes == [.measuring, .writing])
            #expect(digests.insert(later.layer.diffID).inserted)
        }
    }

    @Test func `layers stored in two ways are two`() async throws {
        try await withTemporaryDirectory { folder in
            let builds = CachedBuilds(in: folder)
            let file = try write(Self.bytes, to: "w", in: folder)
            for compression in LayerCompression.allCases {
                let (layer, passes) = try builds.build(entries(file), compression: compression)
                #expect(passes == [.writing])
                #expect(layer.descriptor.mediaType == compression.mediaType)
            }
            for compression in LayerCompression.allCases {
                let (layer, passes) = try builds.build(entries(file), compression: compression)
                #expect(passes == [])
                #expect(layer.descriptor.mediaType == compression.mediaType)
            }
            #expect(try builds.cache.usage().layers == LayerCompression.allCases.count)
        }
    }

    @Test func `what compresses is named with its level and its versions`() {
        #expect(LayerCompression.none.identity.hasPrefix("none libarchive 3."))
        #expect(LayerCompression.gzip.identity.hasPrefix("gzip-6 libarchive 3."))
        #expect(LayerCompression.gzip.identity.contains(" libdeflate 1."))
        #expect(LayerCompression.gzip.identity == LayerCompression.gzip.identity)
    }

    @Test func `a layer that a build has found stays when the cache is emptied`() async throws {
        try await withTemporaryDirectory { folder in
            let builds = CachedBuilds(in: folder)
            let file = try write(Self.bytes, to: "w", in: folder)
            _ = try builds.build(entries(file))
            let found = try builds.build(entries(file)).layer
            try builds.cache.prune(to: 0)
            #expect(try Digest.of(read(found.blob)) == found.descriptor.digest)
        }
    }

    @Test func `a cancelled task gets nothing from the cache`() async throws {
        try await withTemporaryDirectory { folder in
            let builds = CachedBuilds(in: folder)
            _ = try builds.build([.file(bytes: [1], at: "a")])
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                _ = try builds.build([.file(bytes: [1], at: "a")])
            }
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }
}
