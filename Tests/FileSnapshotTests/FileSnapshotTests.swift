import BuildReport
import FileSnapshot
import SystemPackage
import TestSupport
import Testing

@Suite struct FileSnapshotTests {
    @Test func `a path that the system refuses is told`() throws {
        let path = FilePath("/" + String(repeating: "a", count: 300))
        let error = #expect(throws: FileSnapshotError.unreadable(path, .fileNameTooLong)) {
            try FileSnapshot(folders: [path])
        }
        #expect(
            error?.diagnostics == [
                Diagnostic(
                    "it cannot be seen whether something changes: File name too long", at: path.string,
                    try: "make the folder readable, or move it out of the package")
            ])
        #expect(throws: FileSnapshotError.self) { try FileSnapshot(folders: [], files: [path]) }
    }

    @Test func `a link that leads to itself is told when it is named, and counts by its text below`() async throws {
        try await withTree { tree in
            try tree.link("self", to: "self")
            let link = tree.root.appending("self")
            #expect(throws: FileSnapshotError.unreadable(link, .tooManySymbolicLinkLevels)) {
                try FileSnapshot(folders: [link])
            }
            #expect(try tree.snapshot().fileCount == 1)
        }
    }

    @Test func `what is missing counts as missing, and as a change when it comes`() async throws {
        try await withTree { tree in
            let (folder, file) = (tree.root.appending("models"), tree.root.appending("chassis.yaml"))
            let before = try FileSnapshot(folders: [folder], files: [file])
            #expect(before.fileCount == 0)
            #expect(try FileSnapshot(folders: [folder], files: [file]) == before)
            try tree.write("models/weights", "1")
            try tree.write("chassis.yaml", "a")
            let after = try FileSnapshot(folders: [folder], files: [file])
            #expect(after.fileCount == 2)
            #expect(after.changes(since: before, limit: 10) == [file, folder, folder.appending("weights")])
            #expect(before.changes(since: after, limit: 10) == [file, folder, folder.appending("weights")])
            #expect(try FileSnapshot(folders: [], files: []).changes(since: after, limit: 1) == [file])
        }
    }

    @Test func `what comes and goes while it is looked at is no error`() async throws {
        try await withTree { tree in
            for number in 0..<20 { try tree.write("a/b/\(number)", "1") }
            let writer = Task.detached {
                while !Task.isCancelled {
                    for number in 0..<20 { try tree.rename("a/b/\(number)", to: "a/b/other-\(number)") }
                    try tree.rename("a/b", to: "a/c")
                    try tree.rename("a/c", to: "a/b")
                    for number in 0..<20 { try tree.rename("a/b/other-\(number)", to: "a/b/\(number)") }
                }
            }
            for _ in 0..<200 { _ = try tree.snapshot() }
            writer.cancel()
            try await writer.value
            #expect(try tree.snapshot().fileCount == 20)
        }
    }

    @Test(arguments: [
        Change("its size") { try $0.write("Sources/a.swift", "12") },
        Change("its time") { try $0.setTime("Sources/a.swift", nanoseconds: 1) },
        Change("its mode") { try $0.setMode("Sources/a.swift", 0o700) },
        Change("another file of the same size and time in its place") { tree in
            try tree.write("other", "1")
            try tree.setTime("other", nanoseconds: 0)
            try tree.rename("other", to: "Sources/a.swift")
        },
        Change("a link in its place") { tree in
            try tree.rename("Sources/a.swift", to: ".build/a.swift")
            try tree.link("Sources/a.swift", to: "../.build/a.swift")
        },
        Change("nothing in its place") { try $0.rename("Sources/a.swift", to: ".build/a.swift") },
    ])
    func `a file differs by`(change: Change) async throws {
        try await withTree { tree in
            try tree.write("Sources/a.swift", "1")
            try tree.write("Sources/b.swift", "1")
            try tree.write(".build/c", "1")
            try tree.setTime("Sources/a.swift", nanoseconds: 0)
            let before = try tree.snapshot()
            #expect(try tree.snapshot() == before)
            try change.make(tree)
            let after = try tree.snapshot()
            #expect(after != before)
            #expect(after.digest != before.digest)
            #expect(after.changes(since: before, limit: 10) == [tree.root.appending("Sources/a.swift")])
            #expect(after.changes(since: after, limit: 10) == [])
        }
    }

    @Test func `a link counts by its text and by the file behind it`() async throws {
        try await withTree { tree in
            try tree.write(".build/shared", "1")
            try tree.link("link", to: ".build/shared")
            let link = tree.root.appending("link")
            let first = try tree.snapshot()
            try tree.write(".build/shared", "12")
            let second = try tree.snapshot()
            #expect(second.changes(since: first, limit: 10) == [link])
            try tree.relink("link", to: "./.build/shared")
            let third = try tree.snapshot()
            #expect(third.changes(since: second, limit: 10) == [link])
            #expect(third.digest != second.digest)
        }
    }

    @Test func `a folder behind a link is not looked into, unless the link is named`() async throws {
        try await withTree { tree in
            try tree.write(".build/folder/file", "1")
            try tree.link("link", to: ".build/folder")
            let (whole, named) = (try tree.snapshot(), try FileSnapshot(folders: [tree.root.appending("link")]))
            try tree.write(".build/folder/file", "12")
            #expect(try tree.snapshot() == whole)
            #expect(try FileSnapshot(folders: [tree.root.appending("link")]) != named)
        }
    }

    @Test func `folders in one another are looked at once, and one for output when it is named`() async throws {
        try await withTree { tree in
            try tree.write("models/weights", "1")
            try tree.write(".build/models/weights", "1")
            let models = tree.root.appending("models")
            let weights = models.appending("weights")
            #expect(try FileSnapshot(folders: [tree.root, models], files: [weights]).fileCount == 1)
            #expect(try FileSnapshot(folders: [tree.root.appending(".build")]).fileCount == 1)
        }
    }

    @Test func `a name that is not UTF-8 is kept apart from what it would be mended to`() async throws {
        try await withTree { tree in
            try tree.write("\u{FFFD}", "1")
            let before = try tree.snapshot()
            let odd = FilePath(platformString: tree.root.string.utf8.map(CChar.init(bitPattern:)) + [47, -1, 0])
            try FileDescriptor.open(odd, .writeOnly, options: .create, permissions: .ownerReadWrite).close()
            let after = try tree.snapshot()
            #expect(after.fileCount == 2)
            #expect(after.changes(since: before, limit: 10) == [odd])
        }
    }

    @Test func `changes are sorted, and cut at the limit`() async throws {
        try await withTree { tree in
            try tree.write("c", "1")
            let before = try tree.snapshot()
            for name in ["d", "b", "a/1"] { try tree.write(name, "1") }
            let after = try tree.snapshot()
            let names = ["a", "a/1", "b", "d"].map { tree.root.appending($0) }
            #expect(after.changes(since: before, limit: 10) == names)
            #expect(after.changes(since: before, limit: 2) == Array(names.prefix(2)))
            #expect(after.changes(since: before, limit: 0) == [])
        }
    }

    @Test func `a folder is a change, though nothing is in it`() async throws {
        try await withTree { tree in
            let before = try tree.snapshot()
            try tree.makeFolder("Resources")
            #expect(try tree.snapshot().changes(since: before, limit: 10) == [tree.root.appending("Resources")])
        }
    }

    @Test func `several may be taken at the same time`() async throws {
        try await withTree { tree in
            for number in 0..<50 { try tree.write("folder-\(number)/file", "\(number)") }
            let snapshots = try await withThrowingTaskGroup(of: FileSnapshot.self) { group in
                for _ in 0..<8 { group.addTask { try tree.snapshot() } }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(snapshots.map(\.fileCount) == [50])
        }
    }
}

/// A way in which the file `Sources/a.swift` of a tree becomes another.
struct Change: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let make: @Sendable (Tree) throws -> Void

    init(_ description: String, _ make: @escaping @Sendable (Tree) throws -> Void) {
        testDescription = description
        self.make = make
    }
}
