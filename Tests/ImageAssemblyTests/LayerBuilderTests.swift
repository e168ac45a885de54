import Compression
import LayerArchive
import OCISpec
import SystemPackage
import TestSupport
import Testing

@testable import ImageAssembly

struct LayerBuilderTests {
    private func layer(_ entries: [LayerEntry], in folder: FilePath) throws -> Layer {
        try LayerBuilder(
            workspace: folder.appending("work"), compression: .none, modificationTime: Fixture.created
        ).build(entries, createdBy: "test")
    }

    private func listing(_ layer: Layer) throws -> [String] {
        let reader = try TarReader(layer.blob)
        var lines: [String] = []
        while let entry = try reader.next() {
            #expect(entry.attributes.modificationTime == Fixture.created.secondsSinceEpoch)
            #expect(entry.attributes.owner == 0)
            #expect(entry.attributes.group == 0)
            lines.append("\(String(entry.attributes.permissions, radix: 8)) \(entry.path)")
        }
        return lines
    }

    @Test func `two files at one place are refused, and so is a file where a directory stands`() async throws {
        try await withTemporaryDirectory { folder in
            let file = try LayerEntry.file(bytes: [], at: "models/a")
            let directory = try LayerEntry.directory(at: "models/a")
            for entries in [[file, file], [file, directory], [directory, file]] {
                #expect(throws: LayerError.duplicate("models/a")) { try layer(entries, in: folder) }
            }
        }
    }

    @Test func `nothing can stand below a file or a link`() async throws {
        try await withTemporaryDirectory { folder in
            let below = try LayerEntry.file(bytes: [], at: "lib/a/b")
            for blocking in [try LayerEntry.file(bytes: [], at: "lib"), try .symbolicLink(to: "usr/lib", at: "lib")] {
                #expect(throws: LayerError.parentNotADirectory("lib/a/b", parent: "lib")) {
                    try layer([below, blocking], in: folder)
                }
            }
        }
    }

    @Test func `entries are sorted by their bytes, with the directories above them, each once`() async throws {
        try await withTemporaryDirectory { folder in
            let result = try layer(
                [
                    .file(bytes: [], at: "a/b/z"), .symbolicLink(to: "z", at: "a/b/link"), .directory(at: "a"),
                    .directory(at: "a"), .file(bytes: [], at: "a-b", isExecutable: true), .directory(at: "é"),
                    .file(bytes: [], at: "Z"), .file(bytes: [], at: "a/b/Y"),
                ], in: folder)
            #expect(
                try listing(result) == [
                    "644 Z", "755 a-b", "755 a/", "755 a/b/", "644 a/b/Y", "777 a/b/link", "644 a/b/z", "755 é/",
                ])
        }
    }

    @Test func `two folders with the same files of other times and modes give the same layer`() async throws {
        try await withTemporaryDirectory { folder in
            var layers: [Layer] = []
            for (name, mode, time) in [("one", 0o600, 1), ("two", 0o666, 1_600_000_000)] as [(String, UInt32, Int)] {
                let source = try makeFolder(name, in: folder)
                for file in name == "one" ? ["b", "a/x"] : ["a/x", "b"] {
                    try setMode(mode, modified: time, of: write("content of \(file)", to: file, in: source))
                }
                try setMode(mode | 0o100, modified: time, of: write("#!", to: "run", in: source))
                try setMode(mode | 0o711, modified: time, of: source.appending("a"))
                let entries = try LayerEntry.contents(of: source, at: "models")
                let ordered = name == "one" ? entries : entries.reversed()
                let builder = LayerBuilder(
                    workspace: folder.appending(name + "-work"), compression: .gzip, modificationTime: .epoch)
                layers.append(try builder.build(ordered, createdBy: "test"))
            }
            #expect(layers[0].descriptor == layers[1].descriptor)
            #expect(layers[0].diffID == layers[1].diffID)
            #expect(try read(layers[0].blob) == read(layers[1].blob))
        }
    }

    // When another diff id is wanted, `LayerRecord.knownFormat` must be raised, or caches go on with the old bytes.
    @Test func `a tiny layer has the diff id that it always had`() async throws {
        try await withTemporaryDirectory { folder in
            let entries = [
                try LayerEntry.file(bytes: Array("1 2 3\n".utf8), at: "models/digits/weights.txt"),
                try .file(bytes: Array("#!".utf8), at: "app/model", isExecutable: true),
                try .symbolicLink(to: "digits", at: "models/latest"),
            ]
            for compression in LayerCompression.allCases {
                let builder = LayerBuilder(workspace: folder, compression: compression, modificationTime: .epoch)
                let layer = try builder.build(entries, createdBy: "test")
                #expect(layer.diffID.hex == "1f4d8b09cd026c06e86d4dc683f90d2c33ed57c17dfc88a4dc82705d7cc566e0")
                #expect(layer.uncompressedSize == 6 * 512 + 2 * 512 + 1024)
            }
        }
    }

    @Test func `a layer's file is named after its digest, alone, and its descriptor is right`() async throws {
        try await withTemporaryDirectory { folder in
            let builder = LayerBuilder(workspace: folder, compression: .gzip, modificationTime: .epoch)
            let layer = try builder.build([.file(bytes: [1, 2, 3], at: "a")], createdBy: "test")
            let bytes = try read(layer.blob)
            #expect(layer.blob == folder.appending(layer.descriptor.digest.hex))
            #expect(try layer.descriptor.digest == Digest.of(bytes))
            #expect(layer.descriptor.size == Int64(bytes.count))
            #expect(layer.descriptor.mediaType == .layerTarGzip)
            #expect(layer.createdBy == "test")
            #expect(try builder.build([.file(bytes: [1, 2, 3], at: "a")], createdBy: "test") == layer)
            #expect(try contents(of: folder).count == 1)
        }
    }

    @Test func `layers may be built at once in one new workspace, the same one twice as well`() async throws {
        try await withTemporaryDirectory { folder in
            let builder = LayerBuilder(
                workspace: folder.appending("a/b/work"), compression: .gzip, modificationTime: .epoch)
            let layers = try await withThrowingTaskGroup(of: Layer.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        try builder.build([.file(bytes: [UInt8(number / 2)], at: "n")], createdBy: "test")
                    }
                }
                return try await group.reduce(into: [Layer]()) { $0.append($1) }
            }
            #expect(Set(layers).count == 4)
            for layer in layers { #expect(try Digest.of(read(layer.blob)) == layer.descriptor.digest) }
            #expect(try contents(of: builder.workspace).count == 4)
        }
    }

    @Test func `a file that has gone since it was listed is named, and nothing is left behind`() async throws {
        try await withTemporaryDirectory { folder in
            let file = try write("x", to: "file", in: folder)
            let entry = try LayerEntry.file(file, at: "f")
            Disk().remove([file])
            #expect(throws: LayerError.unreadable(file, .noSuchFileOrDirectory)) {
                try layer([entry], in: folder)
            }
            #expect(try contents(of: folder) == ["work": nil])
        }
    }

    @Test func `a cancelled task ends the layer, and nothing is left behind`() async throws {
        try await withTemporaryDirectory { folder in
            let task = Task {
                var builder = LayerBuilder(
                    workspace: folder.appending("work"), compression: .none, modificationTime: .epoch)
                builder.willRead = { _ in withUnsafeCurrentTask { $0?.cancel() } }
                _ = try builder.build([.file(bytes: [1], at: "a")], createdBy: "test")
            }
            await #expect(throws: CancellationError.self) { try await task.value }
            let left = try contents(of: folder)
            #expect(left == ["work": nil])
        }
    }
}
