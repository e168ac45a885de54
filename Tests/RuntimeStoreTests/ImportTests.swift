import ImageAssembly
import LayerArchive
import OCISpec
import SystemPackage
import TestSupport
import Testing

@testable import RuntimeStore

struct ImportTests {
    @Test func `a file that cannot be read is an error that names it`() async throws {
        try await withTemporaryDirectory { folder in
            let store = RuntimeStore(folder: folder.appending("store"))
            #expect(throws: ArchiveError.unreadable(folder.appending("none"), .noSuchFileOrDirectory)) {
                try store.importFile(folder.appending("none"))
            }
            #expect(throws: ArchiveError.notARegularFile(folder)) { try store.importFile(folder) }
        }
    }

    @Test func `an exported runtime comes back in another store, and is exported as the same file`() async throws {
        try await withTemporaryDirectory { folder in
            let first = RuntimeStore(folder: folder.appending("first"))
            let second = RuntimeStore(folder: folder.appending("a/b/second"))
            let runtime = try Fixture.add(Fixture.noise(count: 3_000_000), to: first)
            let file = folder.appending("runtime.tar")
            try first.export(runtime, to: file)
            let imported = try second.importFile(file)
            #expect(imported.object == second.folder.appending("\(runtime.key.name)/runtime.o"))
            #expect(try second.find(runtime.key) == imported)
            #expect(try contents(of: second.folder) == contents(of: first.folder))
            try second.export(imported, to: folder.appending("again.tar"))
            #expect(try read(folder.appending("again.tar")) == read(file))
        }
    }

    @Test func `an empty object and one that hardly fills a page come back`() async throws {
        try await withTemporaryDirectory { folder in
            for object in [[], [7], [UInt8](repeating: 0, count: 5000)] {
                let first = RuntimeStore(folder: folder.appending("first"))
                let second = RuntimeStore(folder: folder.appending("second"))
                let runtime = try Fixture.add(object, to: first)
                try first.export(runtime, to: folder.appending("runtime.tar"))
                #expect(try read(second.importFile(folder.appending("runtime.tar")).object) == object)
                try [first, second].forEach { try $0.remove(runtime) }
            }
        }
    }

    @Test func `entries in any order, with other names and with more beside them, are fine`() async throws {
        try await withTemporaryDirectory { folder in
            let entries = try HandmadeArchive().entries()
            let others = [("manifest.json", Array("[]".utf8)), ("blobs/sha256/y/x", [])]
            let files = [
                try writeArchive(entries.reversed(), as: "reversed", to: folder),
                try writeArchive(entries.map { ("./\($0.name)", $0.bytes) }, as: "dotted", to: folder),
                try writeArchive(others + entries, as: "more", to: folder) { tar in
                    let attributes = TarAttributes(permissions: 0o755, modificationTime: 1)
                    for name in ["./", "blobs/sha256", "blobs"] {
                        try tar.addDirectory(name, attributes: attributes)
                    }
                },
            ]
            for (number, file) in files.enumerated() {
                let store = RuntimeStore(folder: folder.appending("store\(number)"))
                #expect(try read(store.importFile(file).object) == Fixture.object)
            }
        }
    }

    @Test func `a runtime that is there stays, and a damaged one is replaced`() async throws {
        try await withTemporaryDirectory { folder in
            let file = try HandmadeArchive().write(to: folder)
            let store = RuntimeStore(folder: folder.appending("store"))
            let present = try Fixture.add([1, 2, 3], to: store)
            #expect(try store.importFile(file) == present)
            try flip(present.object, at: 1)
            let imported = try store.importFile(file)
            #expect(try imported == store.find(imported.key) && read(imported.object) == Fixture.object)
            #expect(try store.importFile(file) == imported)
        }
    }

    @Test func `a toolchain's name does not lead out of the store`() async throws {
        try await withTemporaryDirectory { folder in
            let file = try HandmadeArchive { $0.set("key", "toolchain", to: .string("/../../../../tmp/x")) }
                .write(to: folder)
            let store = RuntimeStore(folder: folder.appending("store"))
            let imported = try store.importFile(file)
            #expect(imported.key.name.hasPrefix("omi--..-..-..-..-tmp-x-"))
            #expect(try contents(of: folder).keys.filter { !$0.hasPrefix("store") } == ["runtime.tar"])
        }
    }

    @Test func `many that import the same file at once all succeed`() async throws {
        try await withTemporaryDirectory { folder in
            let file = try HandmadeArchive().write(to: folder)
            let store = RuntimeStore(folder: folder.appending("store"))
            let results = try await withThrowingTaskGroup { group in
                for _ in 1...8 { group.addTask { try store.importFile(file) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(results).count == 1 && results.count == 8)
            #expect(try contents(of: store.folder).count == 3)
        }
    }
}
