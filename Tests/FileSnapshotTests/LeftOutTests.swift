import SystemPackage
import TestSupport
import Testing

@Suite struct LeftOutTests {
    @Test(arguments: [
        ".build", ".build-release", ".build_x", ".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv",
    ])
    func `a folder for output or history is left out, and a file of its name is not`(name: String) async throws {
        try await withTree { tree in
            let before = try tree.snapshot()
            try tree.write("\(name)/file", "1")
            #expect(try tree.snapshot() == before)
            try tree.rename(name, to: "\(name)~")
            try tree.write(name, "1")
            #expect(try tree.snapshot().fileCount == 1)
        }
    }

    @Test(arguments: [
        ".main.swift.swp", ".main.swift.swx", "..swp", "main.swift~", "~", ".#main.swift", "#main.swift#", "##", "4913",
        ".DS_Store",
    ])
    func `what an editor leaves for a moment is no change`(name: String) async throws {
        try await withTree { tree in
            try tree.write("Sources/main.swift", "1")
            let before = try tree.snapshot()
            try tree.write("Sources/\(name)", "1")
            #expect(try tree.snapshot() == before)
        }
    }

    @Test(arguments: [
        ".builds", "build", ".gitignore", ".github", "main.swp", ".swp", ".swift", ".a.swab", "main~swift", "#",
        "#main", "main#", "49130", ".env", "...", "a",
    ])
    func `a name that is only alike counts`(name: String) async throws {
        try await withTree { tree in
            try tree.write(name, "1")
            #expect(try tree.snapshot().fileCount == 1)
        }
    }
}
