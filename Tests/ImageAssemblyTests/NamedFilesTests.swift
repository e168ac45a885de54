import Compression
import LayerArchive
import OCISpec
import SystemPackage
import TestSupport
import Testing

@testable import ImageAssembly

/// Files with a mode and an owner of their own.
struct NamedFilesTests {
    private func listing(_ entries: [LayerEntry], in folder: FilePath) throws -> [String] {
        let builder = LayerBuilder(workspace: folder.appending("work"), compression: .none, modificationTime: .epoch)
        let reader = try TarReader(builder.build(entries, createdBy: "test").blob)
        var lines: [String] = []
        while let entry = try reader.next() {
            let attributes = entry.attributes
            let mode = String(attributes.permissions, radix: 8)
            lines.append("\(mode) \(attributes.owner):\(attributes.group) \(entry.path)")
        }
        return lines
    }

    @Test func `a file has the mode and owner that are said, and the directories above it are root's`() async throws {
        try await withTemporaryDirectory { folder in
            let file = try write("", to: "file", in: folder)
            let attributes = LayerEntry.Attributes(permissions: 0o4750, owner: 1000, group: 4_294_967_294)
            let entries = try LayerEntry.named(file, at: LayerPath(parsing: "etc/app/x"), attributes: attributes)
            #expect(
                try listing(entries, in: folder) == [
                    "755 0:0 etc/", "755 0:0 etc/app/", "4750 1000:4294967294 etc/app/x",
                ])
        }
    }

    @Test(arguments: [(0o644, "755"), (0o640, "750"), (0o600, "700"), (0o200, "200"), (0o4444, "555")])
    func `a folder's mode is that of its files, and its directories may be entered where they may be read`(
        mode: UInt16, ofDirectories: String
    ) async throws {
        try await withTemporaryDirectory { folder in
            let source = try makeFolder("source", in: folder)
            try setMode(0o777, modified: 0, of: write("", to: "a/run", in: source))
            try makeLink("link", to: "a/run", in: source)
            let entries = try LayerEntry.named(
                source, at: LayerPath(parsing: "srv/app"), attributes: .init(permissions: mode, owner: 1, group: 2))
            #expect(
                try listing(entries, in: folder) == [
                    "755 0:0 srv/", "\(ofDirectories) 1:2 srv/app/", "\(ofDirectories) 1:2 srv/app/a/",
                    "\(String(mode, radix: 8)) 1:2 srv/app/a/run", "777 1:2 srv/app/link",
                ])
        }
    }

    @Test func `without a mode a folder's files are as they always are`() async throws {
        try await withTemporaryDirectory { folder in
            let source = try makeFolder("source", in: folder)
            try setMode(0o700, modified: 0, of: write("", to: "run", in: source))
            try setMode(0o600, modified: 0, of: write("", to: "text", in: source))
            let entries = try LayerEntry.named(source, at: LayerPath(parsing: "app"))
            #expect(try listing(entries, in: folder) == ["755 0:0 app/", "755 0:0 app/run", "644 0:0 app/text"])
        }
    }

    @Test func `a directory has exactly what is said of one that is there already, and an entry can be moved`()
        async throws
    {
        try await withTemporaryDirectory { folder in
            let attributes = LayerEntry.Attributes(exactly: 0o1642, owner: 3, group: 4)
            let entry = try LayerEntry.directory(at: "a").with(attributes).at(LayerPath(parsing: "tmp"))
            #expect(try listing([entry], in: folder) == ["1642 3:4 tmp/"])
        }
    }

    @Test func `a directory that is named wins over the same one that is not, and two owners are one too many`()
        async throws
    {
        try await withTemporaryDirectory { folder in
            let usual = try LayerEntry.directory(at: "app")
            let own = usual.with(LayerEntry.Attributes(owner: 5))
            let expected = ["755 5:0 app/"]
            for entries in [[usual, own], [own, usual], [own, own]] {
                #expect(try listing(entries, in: folder) == expected)
            }
            #expect(throws: LayerError.duplicate("app")) {
                try LayerPlan([own, usual.with(LayerEntry.Attributes(owner: 6))])
            }
        }
    }

    @Test func `a source that is missing or a pipe is named, and a link that is named is followed`() async throws {
        try await withTemporaryDirectory { folder in
            let place = try LayerPath(parsing: "app")
            let missing = folder.appending("missing")
            #expect(throws: LayerError.unreadable(missing, .noSuchFileOrDirectory)) {
                try LayerEntry.named(missing, at: place)
            }
            let pipe = try makePipe("pipe", in: folder)
            #expect(throws: LayerError.unsupportedKind(pipe, kind: "a named pipe")) {
                try LayerEntry.named(pipe, at: place)
            }
            try write("", to: "source/file", in: folder)
            try makeLink("link", to: "source", in: folder)
            let paths = try LayerEntry.named(folder.appending("link"), at: place).map(\.path.description)
            #expect(paths == ["app", "app/file"])
        }
    }

    @Test func `entries of several layers must not stand in each other's way`() throws {
        let one = try LayerEntry.file(bytes: [1], at: "app/x")
        #expect(throws: LayerError.duplicate("app/x")) { try LayerEntry.checkPlaces(of: [one, one]) }
        #expect(throws: LayerError.parentNotADirectory("app/x/y", parent: "app/x")) {
            try LayerEntry.checkPlaces(of: [one, .file(bytes: [], at: "app/x/y")])
        }
        try LayerEntry.checkPlaces(of: [one, .file(bytes: [], at: "app/y"), .directory(at: "app")])
    }
}
