import Compression
import OCISpec
import SystemPackage
import TestSupport
import Testing

@testable import ImageAssembly

/// A cache that is damaged, out of reach, or half-written: the build is right, and the cache is whole again after it.
struct LayerCacheDamageTests {
    private static let bytes = Fixture.noise(count: 20_000)

    /// What befalls the cache after the first build, by name.
    enum Damage: String, CaseIterable {
        case recordMissing, recordCut, recordEmpty, recordIsAFolder, recordOfAnotherFormat, recordOfAnotherLayer
        case blobMissing, blobCut, blobLonger, blobFlipped, blobIsAFolder
        case inputsEmpty, inputsLeadOutside, inputsLeadNowhere
    }

    private func inflict(_ damage: Damage, on builds: CachedBuilds) throws {
        let layer = try builds.onlyLayer()
        let (record, blob) = (layer.appending("record.json"), layer.appending("blob"))
        let json = try text(record)
        var stored = try read(blob)
        let inputs = builds.cache.inputsFolder
        let key = try #require(builds.names("inputs").first)
        switch damage {
        case .recordMissing: Disk().remove([record])
        case .recordCut: try write(String(json.dropLast(10)), to: "record.json", in: layer)
        case .recordEmpty: try write("", to: "record.json", in: layer)
        case .recordIsAFolder:
            Disk().remove([record])
            _ = try makeFolder("record.json", in: layer)
        case .recordOfAnotherFormat:
            let other = json.replacing("\"format\":2,", with: "\"format\":3,")
            try #require(other != json)
            try write(other, to: "record.json", in: layer)
        case .recordOfAnotherLayer:
            let other = json.replacing("\"contentBytes\":20000", with: "\"contentBytes\":20001")
            try #require(other != json)
            try write(other, to: "record.json", in: layer)
        case .blobMissing: Disk().remove([blob])
        case .blobCut: try write(Array(stored.dropLast()), to: "blob", in: layer)
        case .blobLonger: try write(stored + [0], to: "blob", in: layer)
        case .blobFlipped:
            stored[stored.count / 2] ^= 1
            try write(stored, to: "blob", in: layer)
        case .blobIsAFolder:
            Disk().remove([blob])
            _ = try makeFolder("blob", in: layer)
        case .inputsEmpty: try write("", to: key, in: inputs)
        case .inputsLeadOutside: try write("../../work", to: key, in: inputs)
        case .inputsLeadNowhere: try write("1-0123456789abcdef-" + Digest.of([]).hex, to: key, in: inputs)
        }
    }

    @Test(arguments: Damage.allCases)
    func `damage is found, the layer is right, and the next build finds it`(damage: Damage) async throws {
        try await withTemporaryDirectory { folder in
            let builds = CachedBuilds(in: folder)
            let entries = [try LayerEntry.file(write(Self.bytes, to: "w", in: folder), at: "w")]
            let first = try builds.build(entries).layer
            try inflict(damage, on: builds)
            let second = try builds.build(entries)
            #expect(!second.passes.isEmpty)
            #expect(second.layer.descriptor == first.descriptor)
            #expect(second.layer.diffID == first.diffID)
            #expect(second.layer.uncompressedSize == first.uncompressedSize)
            let third = try builds.build(entries)
            #expect(third.passes == [])
            #expect(third.layer.descriptor == first.descriptor)
            #expect(try builds.cache.usage() == .init(layers: 1, bytes: first.descriptor.size))
            #expect(try builds.names("inputs").count == 1)
        }
    }

    @Test func `a large blob is not hashed, but must have its time`() async throws {
        try await withTemporaryDirectory { folder in
            var builds = CachedBuilds(in: folder)
            builds.cache.hashedBytesMax = 1000
            let entries = [try LayerEntry.file(write(Self.bytes, to: "w", in: folder), at: "w")]
            _ = try builds.build(entries)
            #expect(try builds.build(entries).passes == [])
            try setMode(0o644, modified: 1000, of: builds.onlyLayer().appending("blob"))
            #expect(try builds.build(entries).passes == [.writing])
            #expect(try builds.build(entries).passes == [])
        }
    }

    @Test func `a cache that cannot be written fails no build, whatever fails first`() async throws {
        try await withTemporaryDirectory { folder in
            let file = try write("bytes", to: "w", in: folder)
            var failures = 0
            for failing in 1...60 {
                var builds = CachedBuilds(in: folder.appending("\(failing)"))
                let good = builds
                let disk = FailingDisk(failing: failing)
                builds.cache.disk = disk.disk
                let first = try builds.build([.file(file, at: "w")]).layer
                try setMode(0o644, modified: 1000 + failing, of: file)
                let second = try builds.build([.file(file, at: "w")]).layer
                let third = try builds.build([.file(file, at: "w")]).layer
                #expect(first.descriptor == second.descriptor)
                #expect(first.descriptor == third.descriptor)
                #expect(try good.build([.file(file, at: "w")]).layer.descriptor == first.descriptor)
                #expect(try good.build([.file(file, at: "w")]).passes == [], "change \(failing)")
                #expect(try good.names("partial") == [], "change \(failing)")
                guard disk.hasFailed else { break }
                failures += 1
            }
            // Folders, blob, record, names: all of three builds.
            #expect((20..<60).contains(failures))
        }
    }

    @Test func `a cache of which nothing can be written fails no build`() async throws {
        try await withTemporaryDirectory { folder in
            var builds = CachedBuilds(in: folder)
            builds.cache.disk = Disk { () throws(Errno) in throw .readOnlyFileSystem }
            for _ in 1...2 {
                let passes = try builds.build([.file(bytes: [1], at: "a")]).passes
                #expect(passes == [.writing])
            }
            #expect(try builds.cache.usage() == .init(layers: 0, bytes: 0))
        }
    }

    @Test func `a cache in the place of a file fails no build, and says so when asked`() async throws {
        try await withTemporaryDirectory { folder in
            let builds = CachedBuilds(in: folder)
            try write("mine", to: "cache", in: folder)
            for _ in 1...2 { #expect(try builds.build([.file(bytes: [1], at: "a")]).passes == [.writing]) }
            let error = DeliveryError.cannotRead(builds.cache.layersFolder, .notDirectory)
            #expect(throws: error) { try builds.cache.usage() }
            #expect(throws: error) { try builds.cache.prune(to: 0) }
            #expect(try text(folder.appending("cache")) == "mine")
        }
    }

    @Test func `a workspace that cannot be written is still an error`() async throws {
        try await withTemporaryDirectory { folder in
            let builds = CachedBuilds(in: folder)
            _ = try builds.build([.file(bytes: [1], at: "a")])
            let blocked = try write("", to: "blocked", in: folder)
            let builder = LayerBuilder(
                workspace: blocked.appending("work"), compression: .gzip, modificationTime: .epoch, cache: builds.cache)
            #expect(throws: DeliveryError.self) { try builder.build([.file(bytes: [1], at: "a")], createdBy: "test") }
        }
    }
}
