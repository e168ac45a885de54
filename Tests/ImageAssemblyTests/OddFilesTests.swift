import Compression
import LayerArchive
import OCISpec
import SystemPackage
import TestSupport
import Testing

@testable import ImageAssembly

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Files and names that a model folder may hold and a program may stumble over.
struct OddFilesTests {
    private func layer(of folder: FilePath, in workspace: FilePath) throws -> Layer {
        let builder = LayerBuilder(workspace: workspace, compression: .none, modificationTime: .epoch)
        return try builder.build(LayerEntry.contents(of: folder, at: "models"), createdBy: "test")
    }

    private func entries(_ layer: Layer) throws -> [TarEntry] {
        let reader = try TarReader(layer.blob)
        var entries: [TarEntry] = []
        while let entry = try reader.next() { entries.append(entry) }
        return entries
    }

    @Test func `odd names, long paths, empty files and links all go in as they are`() async throws {
        try await withTemporaryDirectory { folder in
            let source = try makeFolder("source", in: folder)
            let long = String(repeating: "folder name/", count: 25) + "weights.bin"
            #expect("models/\(long)".utf8.count > 300)
            let names = [
                "-rf", "tab\tand\nnewline", "quote'\"", "back\\slash", "*", "trailing ", ".hidden", "...", "modèle",
                "数字", "📦", String(repeating: "n", count: 255), long,
            ]
            for name in names { try write("content of \(name)", to: name, in: source) }
            try write("", to: "empty", in: source)
            try makeLink("link", to: long, in: source)
            try makeLink("circle", to: "circle", in: source)
            try makeLink("here", to: ".", in: source)
            let found = try entries(layer(of: source, in: folder.appending("work")))
            let files = found.filter { $0.kind == .file }.map(\.path)
            #expect(Set(files) == Set((names + ["empty"]).map { "models/\($0)" }))
            #expect(found.first { $0.path == "models/empty" }?.size == 0)
            #expect(found.first { $0.path == "models/link" }?.kind == .symbolicLink(target: long))
            #expect(found.first { $0.path == "models/circle" }?.kind == .symbolicLink(target: "circle"))
            #expect(found.first { $0.path == "models/here" }?.kind == .symbolicLink(target: "."))
            let paths = found.map { Array($0.path.utf8) }
            #expect(paths == paths.sorted { $0.lexicographicallyPrecedes($1) })
        }
    }

    @Test func `hard links are files, so that a copy of the folder has the same digest`() async throws {
        try await withTemporaryDirectory { folder in
            let linked = try makeFolder("linked", in: folder)
            let copied = try makeFolder("copied", in: folder)
            let file = try write("weights", to: "a", in: linked)
            #expect(link(file.string, linked.appending("b").string) == 0)
            for name in ["a", "b"] { try write("weights", to: name, in: copied) }
            let layer = try layer(of: linked, in: folder.appending("work"))
            #expect(try layer.diffID == self.layer(of: copied, in: folder.appending("work")).diffID)
            #expect(try entries(layer).map(\.size) == [0, 7, 7])
        }
    }

    @Test func `a link that leads in a circle is an error where a file is asked for`() async throws {
        try await withTemporaryDirectory { folder in
            try makeLink("one", to: "two", in: folder)
            try makeLink("two", to: "one", in: folder)
            let link = folder.appending("one")
            let error = LayerError.unreadable(link, .tooManySymbolicLinkLevels)
            #expect(throws: error) { try LayerEntry.file(link, at: "f") }
            #expect(throws: error) { try LayerEntry.contents(of: link, at: "models") }
            #expect(error.diagnostics.first?.remedies.first?.contains("circle") == true)
        }
    }

    @Test func `folders so deep that their path has no place in a system call are an error`() async throws {
        try await withTemporaryDirectory { folder in
            let name = String(repeating: "d", count: 255)
            var descriptors = [open(folder.string, O_RDONLY | O_DIRECTORY)]
            defer {
                // The way back: a path that long cannot be removed by its name.
                while let descriptor = descriptors.popLast() {
                    _ = unlinkat(descriptor, name, AT_REMOVEDIR)
                    close(descriptor)
                }
            }
            for _ in 0..<17 {
                guard let last = descriptors.last, mkdirat(last, name, 0o755) == 0 else { break }
                descriptors.append(openat(last, name, O_RDONLY | O_DIRECTORY))
            }
            let error = #expect(throws: LayerError.self) { try LayerEntry.contents(of: folder, at: "models") }
            guard case .unreadable(_, .fileNameTooLong)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `what another user may not read is named, a file as well as a folder`() async throws {
        guard geteuid() == 0 else {
            try await Self.expectRefusals()
            return
        }
        // Root may read everything: a process of its own becomes somebody else.
        await #expect(processExitsWith: .success) {
            #expect(setgid(65534) == 0 && setuid(65534) == 0)
            try await Self.expectRefusals()
        }
    }

    private static func expectRefusals() async throws {
        try await withTemporaryDirectory { folder in
            let closed = try makeFolder("models/closed", in: folder)
            let file = try write("", to: "models/file", in: folder)
            try setMode(0o000, modified: 0, of: file)
            let entry = try LayerEntry.file(file, at: "f")
            let builder = LayerBuilder(
                workspace: folder.appending("work"), compression: .none, modificationTime: .epoch)
            #expect(throws: ArchiveError.unreadable(file, .permissionDenied)) {
                try builder.build([entry], createdBy: "test")
            }
            try setMode(0o000, modified: 0, of: closed)
            let error = LayerError.unreadable(closed, .permissionDenied)
            #expect(throws: error) { try LayerEntry.contents(of: folder.appending("models"), at: "models") }
            #expect(error.diagnostics.first?.remedies.isEmpty == false)
            try setMode(0o700, modified: 0, of: closed)
        }
    }
}
