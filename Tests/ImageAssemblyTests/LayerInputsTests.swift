import Compression
import OCISpec
import SystemPackage
import TestSupport
import Testing

@testable import ImageAssembly

/// Files that change, and times that cannot be trusted.
struct LayerInputsTests {
    private static let second: Int64 = 1_000_000_000

    /// The last time at which anything about `file` changed, and so many nanoseconds.
    private func time(_ file: FilePath, plus nanoseconds: Int64) throws -> FileTime {
        let stamp = try FileStamp(file)
        return FileTime(nanoseconds: max(stamp.changed, stamp.modified).nanoseconds + nanoseconds)
    }

    @Test(arguments: [LayerPass.writing, .measuring])
    func `a file that changes while it is read is an error, and nothing is kept`(pass: LayerPass) async throws {
        try await withTemporaryDirectory { folder in
            let changes: [@Sendable (FilePath) throws -> Void] = [
                { try write("longer", to: "w", in: $0) },
                { try write("BYTES", to: "w", in: $0) },
                { try setMode(0o600, modified: 1000, of: $0.appending("w")) },
                { try Disk().rename(write("other", to: "new", in: $0), to: $0.appending("w")) },
            ]
            for (number, change) in changes.enumerated() {
                let place = try makeFolder("\(number)", in: folder)
                let builds = CachedBuilds(in: place)
                if pass == .measuring { _ = try builds.build([.file(bytes: Array("BYTES".utf8), at: "w")]) }
                let file = try write("bytes", to: "w", in: place)
                try setMode(0o644, modified: 1000, of: file)
                #expect(throws: LayerError.changedWhileRead(file)) {
                    try builds.build([.file(file, at: "w")]) { builder in
                        builder.willRead = { now in if now == pass { try? change(place) } }
                    }
                }
                #expect(try builds.cache.usage().layers == (pass == .measuring ? 1 : 0))
                #expect(try builds.names("inputs").count == (pass == .measuring ? 1 : 0))
                let work = try contents(of: place).keys.filter { $0.hasPrefix("work-") && $0.contains("/") }
                #expect(work.count == (pass == .measuring ? 1 : 0))
            }
        }
    }

    @Test func `a file that changes while it is read is an error without a cache as well`() async throws {
        try await withTemporaryDirectory { folder in
            let file = try write("bytes", to: "w", in: folder)
            var builder = LayerBuilder(
                workspace: folder.appending("work"), compression: .none, modificationTime: .epoch)
            builder.willRead = { _ in _ = try? write("longer", to: "w", in: folder) }
            #expect(throws: LayerError.changedWhileRead(file)) {
                try builder.build([.file(file, at: "w")], createdBy: "test")
            }
            #expect(try contents(of: builder.workspace).isEmpty)
        }
    }

    @Test(arguments: [0, 1, second, 2 * second])
    func `a file that changed in the last two seconds is read again, and not compressed`(
        age: Int64
    ) async throws {
        try await withTemporaryDirectory { folder in
            let file = try write("bytes", to: "w", in: folder)
            let builds = try CachedBuilds(in: folder, now: time(file, plus: age))
            #expect(try builds.build([.file(file, at: "w")]).passes == [.writing])
            #expect(try builds.names("inputs") == [])
            #expect(try builds.build([.file(file, at: "w")]).passes == [.measuring])
        }
    }

    @Test func `a file that is older is trusted from the next build on`() async throws {
        try await withTemporaryDirectory { folder in
            let file = try write("bytes", to: "w", in: folder)
            let young = try CachedBuilds(in: folder, now: time(file, plus: Self.second))
            let old = try young.at(time(file, plus: 2 * Self.second + 1))
            #expect(try young.build([.file(file, at: "w")]).passes == [.writing])
            #expect(try old.build([.file(file, at: "w")]).passes == [.measuring])
            #expect(try old.build([.file(file, at: "w")]).passes == [])
        }
    }

    @Test func `a file from the future is not trusted`() async throws {
        try await withTemporaryDirectory { folder in
            let file = try write("bytes", to: "w", in: folder)
            let now = try time(file, plus: 10 * Self.second)
            try setMode(0o644, modified: Int(now.nanoseconds / Self.second) + 3600, of: file)
            let builds = CachedBuilds(in: folder, now: now)
            #expect(try builds.build([.file(file, at: "w")]).passes == [.writing])
            #expect(try builds.build([.file(file, at: "w")]).passes == [.measuring])
        }
    }

    @Test func `files so long that their sum is no number count as the largest one`() {
        #expect(LayerInputs.sum(1 << 43, 1 << 43) == 1 << 44)
        #expect(LayerInputs.sum(.max, 1) == .max)
    }

    @Test func `no two lists of entries have one key`() async throws {
        try await withTemporaryDirectory { folder in
            let file = try write("bytes", to: "w", in: folder)
            let other = try write("bytes", to: "v", in: folder)
            let lists: [[LayerEntry]] = [
                [], [try .directory(at: "a")], [try .directory(at: "b")], [try .symbolicLink(to: "b", at: "a")],
                [try .symbolicLink(to: "directory", at: "a")], [try .file(bytes: [], at: "a")],
                [try .file(bytes: [0], at: "a")], [try .file(bytes: [0], at: "a", isExecutable: true)],
                [try .file(bytes: [0], at: "a"), try .file(bytes: [0], at: "b")], [try .file(file, at: "a")],
                [try .file(other, at: "a")], [try .file(file, at: "a", isExecutable: true)], [try .file(file, at: "é")],
                [try .file(file, at: "e\u{301}")], [try .file(file, at: "a").with(.init(permissions: 0o600))],
                [try .file(file, at: "a").with(.init(owner: 7))], [try .file(file, at: "a").with(.init(group: 7))],
            ]
            var keys: Set<Digest> = []
            for list in lists {
                let inputs = try LayerInputs(LayerPlan(list), now: .now())
                for rule in [CompressionRule.exactly(.none), .exactly(.gzip), .best(of: .auto), .best(of: .gzip)] {
                    for time in [Timestamp.epoch, Fixture.created] {
                        keys.insert(try inputs.key(modificationTime: time, rule: rule))
                    }
                }
            }
            #expect(keys.count == lists.count * 8)
        }
    }

    @Test(arguments: [-1, 0, 1, -1_000_000_000, 1_700_000_000_123_456_789])
    func `a moment goes to C and back`(nanoseconds: Int64) {
        let time = FileTime(nanoseconds: nanoseconds)
        #expect(FileTime(time.inC) == time)
        #expect((0..<1_000_000_000).contains(Int64(time.inC.tv_nsec)))
    }
}
