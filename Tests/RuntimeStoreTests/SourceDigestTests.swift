import ImageAssembly
import LayerArchive
import OCISpec
import SystemPackage
import TestSupport
import Testing

@testable import RuntimeStore

struct SourceDigestTests {
    private func plant(_ name: String, in folder: FilePath) throws -> FilePath {
        let tree = try makeFolder(name, in: folder)
        try write("let a = 1\n".utf8, to: "Sources/A/a.swift", in: tree)
        try write("let b = 2\n".utf8, to: "Sources/B/b.swift", in: tree)
        try write([], to: "Sources/B/empty", in: tree)
        try write("manifest".utf8, to: "Package.swift", in: tree)
        try makeLink("Sources/link", to: "A/a.swift", in: tree)
        return tree
    }

    private func digest(_ tree: FilePath, _ paths: [String] = ["Sources", "Package.swift"]) throws -> Digest {
        try SourceDigest.of(folder: tree, below: paths)
    }

    @Test func `a path that is not there, or is a pipe, is an error that names it`() async throws {
        try await withTemporaryDirectory { folder in
            let tree = try plant("tree", in: folder)
            #expect(throws: ArchiveError.unreadable(tree.appending("Runtime"), .noSuchFileOrDirectory)) {
                try digest(tree, ["Runtime"])
            }
            let pipe = try makePipe("Sources/pipe", in: tree)
            #expect(throws: ArchiveError.notARegularFile(pipe)) { try digest(tree) }
        }
    }

    @Test(.enabled(if: isOrdinaryUser(), "permissions do not stop root"))
    func `a folder and a file without permission are errors`() async throws {
        try await withTemporaryDirectory { folder in
            let tree = try plant("tree", in: folder)
            try setMode(0, of: tree.appending("Sources/A"))
            #expect(throws: LayerError.unreadable(tree.appending("Sources/A"), .permissionDenied)) { try digest(tree) }
            try setMode(0o700, of: tree.appending("Sources/A"))
            try setMode(0, of: tree.appending("Package.swift"))
            #expect(throws: ArchiveError.unreadable(tree.appending("Package.swift"), .permissionDenied)) {
                try digest(tree)
            }
        }
    }

    /// What must change the digest; each changes the tree.
    static let changes: [(name: String, change: @Sendable (FilePath) throws -> Void)] = [
        ("a byte", { try flip($0.appending("Sources/A/a.swift"), at: 4) }),
        ("a byte more", { try resize($0.appending("Sources/B/empty"), to: 1) }),
        ("a file more", { try write([], to: "Sources/A/c.swift", in: $0) }),
        ("a file less", { try remove($0.appending("Sources/B/empty")) }),
        (
            "contents exchanged",
            {
                try write("let b = 2\n".utf8, to: "Sources/A/a.swift", in: $0)
                try write("let a = 1\n".utf8, to: "Sources/B/b.swift", in: $0)
            }
        ),
        (
            "a file moved",
            {
                try remove($0.appending("Sources/B/empty"))
                try write([], to: "Sources/A/empty", in: $0)
            }
        ),
        (
            "a link's target",
            {
                try remove($0.appending("Sources/link"))
                try makeLink("Sources/link", to: "./A/a.swift", in: $0)
            }
        ),
        (
            "a file for a link",
            {
                try remove($0.appending("Sources/link"))
                try write("A/a.swift".utf8, to: "Sources/link", in: $0)
            }
        ),
    ]

    @Test(arguments: changes.indices)
    func `a change of names or contents changes the digest`(number: Int) async throws {
        try await withTemporaryDirectory { folder in
            let tree = try plant("tree", in: folder)
            let before = try digest(tree)
            try Self.changes[number].change(tree)
            #expect(try digest(tree) != before, "\(Self.changes[number].name)")
        }
    }

    @Test func `a name cannot pass for a content`() async throws {
        try await withTemporaryDirectory { folder in
            let one = try makeFolder("one", in: folder)
            let other = try makeFolder("other", in: folder)
            try write("x\nfile 1 0 b\n".utf8, to: "a", in: one)
            try write("x\n".utf8, to: "a", in: other)
            try write([], to: "b", in: other)
            #expect(try digest(one, ["."]) != digest(other, ["."]))
        }
    }

    @Test func `the same tree has the same digest elsewhere, and what nobody compiles does not count`() async throws {
        try await withTemporaryDirectory { folder in
            let one = try digest(plant("one", in: folder))
            let tree = try plant("deeper/other", in: folder)
            try setMode(0o755, of: tree.appending("Package.swift"))
            try write("x".utf8, to: "Sources/.DS_Store", in: tree)
            try write("x".utf8, to: "Sources/.build/a.swift", in: tree)
            try write("x".utf8, to: "Sources/A/a.swift~", in: tree)
            try write("x".utf8, to: "README.md", in: tree)
            try makeFolder("Sources/Empty", in: tree)
            #expect(try digest(tree) == one)
            #expect(try digest(tree, ["Package.swift", "./Sources/", "Sources/A", "Sources/A/a.swift"]) == one)
            #expect(try digest(tree, ["Sources"]) != one)
        }
    }

    @Test func `a file that is named itself counts, whatever it is called`() async throws {
        try await withTemporaryDirectory { folder in
            try write([1], to: ".swift-version", in: folder)
            let before = try digest(folder, [".swift-version"])
            try write([2], to: ".swift-version", in: folder)
            #expect(try digest(folder, [".swift-version"]) != before)
        }
    }

    /// `printf 'file 1 3 aabcfile 3 0 d/e' …`: the header is a line, the content follows it.
    @Test func `the digest is a SHA-256 over a line and the bytes of each file`() async throws {
        try await withTemporaryDirectory { folder in
            try write([], to: "d/e", in: folder)
            try write("abc".utf8, to: "a", in: folder)
            try makeLink("l", to: "a", in: folder)
            let bytes = Array("file 1 3 a\nabcfile 3 0 d/e\nlink 1 1 l\na".utf8)
            #expect(try digest(folder, ["l", "d", "a"]) == Digest.of(bytes))
        }
    }
}
