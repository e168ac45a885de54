import ImageAssembly
import SystemPackage
import TestSupport
import Testing

/// Folders that go into a layer.
struct FolderTests {
    private func entries(_ folder: FilePath, at destination: String = "models") throws -> [String] {
        try LayerEntry.contents(of: folder, at: destination).map { "\($0.path)" }
    }

    @Test func `a folder that is not there, and a file, are named`() async throws {
        try await withTemporaryDirectory { folder in
            let missing = folder.appending("missing")
            #expect(throws: LayerError.unreadable(missing, .noSuchFileOrDirectory)) { try entries(missing) }
            let file = try write("", to: "file", in: folder)
            #expect(throws: LayerError.notAFolder(file)) { try entries(file) }
        }
    }

    @Test func `a pipe in a folder is named, and so is one that is given as a file`() async throws {
        try await withTemporaryDirectory { folder in
            let pipe = try makePipe("pipe", in: makeFolder("deep", in: folder))
            #expect(throws: LayerError.unsupportedKind(pipe, kind: "a named pipe")) { try entries(folder) }
            #expect(throws: LayerError.unsupportedKind(pipe, kind: "a named pipe")) {
                try LayerEntry.file(pipe, at: "pipe")
            }
        }
    }

    @Test(arguments: ["/etc/passwd", "../outside", "../../models/x", "a/../../../b"])
    func `a link that leaves the folder is named`(target: String) async throws {
        try await withTemporaryDirectory { folder in
            let deep = try makeFolder("deep", in: folder)
            try makeLink("link", to: target, in: deep)
            let link = deep.appending("link")
            #expect(throws: LayerError.linkLeavesFolder(link, target: target)) { try entries(deep) }
        }
    }

    @Test(arguments: ["a", "../a", "./a", "b/../../a", "../deep/link"])
    func `a link within the folder is kept as it is written, though it leads nowhere`(target: String) async throws {
        try await withTemporaryDirectory { folder in
            try makeLink("link", to: target, in: makeFolder("deep", in: folder))
            let link = try #require(try LayerEntry.contents(of: folder, at: "models").last)
            #expect(link.path.description == "models/deep/link")
            #expect(link.content == .symbolicLink(target: target))
        }
    }

    @Test func `a name that is not UTF-8 is refused`() async throws {
        try await withTemporaryDirectory { folder in
            let bytes: [CChar] = Array(folder.string.utf8CString.dropLast()) + [0x2f, -1, 0]
            let path = FilePath(platformString: bytes)
            try FileDescriptor.open(path, .writeOnly, options: .create, permissions: .ownerReadWrite).close()
            #expect(throws: LayerError.nameNotUTF8(folder.appending("\u{fffd}"))) { try entries(folder) }
        }
    }

    @Test func `a name that marks a deletion is refused`() async throws {
        try await withTemporaryDirectory { folder in
            try write("", to: ".wh.a", in: folder)
            #expect(throws: LayerError.whiteoutName("models/.wh.a")) { try entries(folder) }
        }
    }

    @Test func `everything is taken, hidden files and empty folders too, but not what serves the repository`()
        async throws
    {
        try await withTemporaryDirectory { folder in
            for name in ["b", "a/x", ".hidden", "a/.gitkeep", ".DS_Store", "empty/.gitkeep"] {
                try write("", to: name, in: folder)
            }
            #expect(
                try entries(folder) == [
                    "models", "models/.hidden", "models/a", "models/a/x", "models/b", "models/empty",
                ])
            #expect(try entries(folder, at: "") == [".hidden", "a", "a/x", "b", "empty"])
        }
    }

    @Test func `a file is executable when its owner may execute it, unless told otherwise`() async throws {
        try await withTemporaryDirectory { folder in
            let file = try write("", to: "file", in: folder)
            for (mode, isExecutable) in [(0o600, false), (0o700, true), (0o655, false)] as [(UInt32, Bool)] {
                try setMode(mode, modified: 0, of: file)
                #expect(try LayerEntry.file(file, at: "f").content == .file(file, isExecutable: isExecutable))
            }
            #expect(try LayerEntry.file(file, at: "f", isExecutable: true).content == .file(file, isExecutable: true))
        }
    }

    @Test func `a file given by a link is the file that the link leads to`() async throws {
        try await withTemporaryDirectory { folder in
            try write("", to: "file", in: folder)
            try makeLink("link", to: "file", in: folder)
            let link = folder.appending("link")
            #expect(try LayerEntry.file(link, at: "f").content == .file(link, isExecutable: false))
        }
    }
}
