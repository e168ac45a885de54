import Compression
import OCISpec
import SystemPackage
import TestSupport
import Testing

@testable import ImageAssembly

/// Models divided over layers.
struct ModelFilesTests {
    private func models(_ folder: FilePath) throws -> ModelFiles {
        try ModelFiles(LayerEntry.contents(of: folder, at: "models"), largeBytesMin: 8)
    }

    private func names(_ files: ModelFiles) -> [[String]] {
        files.layers.map { $0.map(\.path.description) }
    }

    private func layers(_ files: ModelFiles, in folder: FilePath) throws -> [Layer] {
        let builder = LayerBuilder(workspace: folder.appending("work"), compression: .gzip, modificationTime: .epoch)
        return try files.layers.map { try builder.build($0, createdBy: "test") }
    }

    @Test func `each large file has a layer of its own, below one for all that is small`() async throws {
        try await withTemporaryDirectory { folder in
            for (name, text) in [
                ("b.bin", "8 bytes."), ("a/w.bin", "many more bytes"), ("c.txt", "7 bytes"), ("x/y/empty", ""),
            ] { try write(text, to: name, in: folder) }
            try makeLink("link", to: "b.bin", in: folder)
            #expect(
                try names(models(folder)) == [
                    ["models/a/w.bin"], ["models/b.bin"], ["models/c.txt", "models/link", "models/x/y/empty"],
                ])
        }
    }

    @Test func `a file of 64 MiB is large, and one byte less is not`() async throws {
        try await withTemporaryDirectory { folder in
            try resize(write("", to: "large", in: folder), to: 64 << 20)
            try resize(write("", to: "small", in: folder), to: 64 << 20 - 1)
            let files = try ModelFiles(LayerEntry.contents(of: folder, at: "models"))
            #expect(names(files) == [["models/large"], ["models/small"]])
            #expect(files.large.count == 1)
        }
    }

    @Test func `a large file's layer is the same beside other files, in another folder and of another model`()
        async throws
    {
        try await withTemporaryDirectory { folder in
            let one = try makeFolder("digits/models", in: folder)
            let two = try makeFolder("other model/weights", in: folder)
            for (place, mode, time) in [(one, 0o600, 1), (two, 0o664, 2000)] as [(FilePath, UInt32, Int)] {
                try setMode(mode, modified: time, of: write("the same weights", to: "en/w.bin", in: place))
                try setMode(mode | 0o111, modified: time, of: place.appending("en"))
            }
            for name in ["config.json", "en/more.txt", "a/large.bin"] { try write("other bytes", to: name, in: two) }
            let first = try layers(models(one), in: folder)
            let second = try layers(models(two), in: folder)
            #expect(first.count == 1)
            #expect(second.count == 4)
            #expect(second.map(\.descriptor).contains(first[0].descriptor))
        }
    }

    @Test func `the layer of small files does not change with a large one`() async throws {
        try await withTemporaryDirectory { folder in
            let place = try makeFolder("models", in: folder)
            try write("small", to: "a/small", in: place)
            try write("large enough", to: "a/b/large", in: place)
            let before = try layers(models(place), in: folder)
            try write("larger than before", to: "a/b/large", in: place)
            let after = try layers(models(place), in: folder)
            #expect(before[1].descriptor == after[1].descriptor)
            #expect(before[0].descriptor != after[0].descriptor)
        }
    }

    @Test func `folders that hold nothing but large files make no layer, and empty ones stay`() async throws {
        try await withTemporaryDirectory { folder in
            try write("large enough", to: "a/b/large", in: folder)
            #expect(try names(models(folder)) == [["models/a/b/large"]])
            _ = try makeFolder("c/empty", in: folder)
            #expect(try names(models(folder)) == [["models/a/b/large"], ["models/c/empty"]])
        }
    }

    @Test func `folders without any file make no layer at all`() async throws {
        try await withTemporaryDirectory { folder in
            _ = try makeFolder("c/empty", in: folder)
            #expect(try names(models(folder)) == [])
        }
    }

    @Test func `a directory with an owner of its own stays among the small, whatever is below it`() async throws {
        try await withTemporaryDirectory { folder in
            let source = try makeFolder("source", in: folder)
            try write("large enough", to: "large", in: source)
            let entries = try LayerEntry.named(
                source, at: LayerPath(parsing: "etc/app"), attributes: LayerEntry.Attributes(owner: 7))
            #expect(try names(ModelFiles(entries, largeBytesMin: 8)) == [["etc/app/large"], ["etc/app"]])
        }
    }

    @Test func `a file that has gone since it was listed is named`() async throws {
        try await withTemporaryDirectory { folder in
            let file = try write("x", to: "file", in: folder)
            let entries = try LayerEntry.contents(of: folder, at: "models")
            Disk().remove([file])
            #expect(throws: LayerError.unreadable(file, .noSuchFileOrDirectory)) { try ModelFiles(entries) }
        }
    }
}
