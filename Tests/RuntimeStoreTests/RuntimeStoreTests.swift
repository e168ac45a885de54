import ImageAssembly
import LayerArchive
import OCISpec
import SystemPackage
import TestSupport
import Testing

@testable import RuntimeStore

struct RuntimeStoreTests {
    @Test func `an object that is not there, or is no file, is not added`() async throws {
        try await withTemporaryDirectory { folder in
            let store = RuntimeStore(folder: folder.appending("store"))
            let key = try Fixture.key()
            #expect(throws: ArchiveError.unreadable(folder.appending("none"), .noSuchFileOrDirectory)) {
                try store.add(object: folder.appending("none"), key: key, linkerArguments: [], packages: [])
            }
            for path in [folder, try makePipe("pipe", in: folder)] {
                #expect(throws: ArchiveError.notARegularFile(path)) {
                    try store.add(object: path, key: key, linkerArguments: [], packages: [])
                }
            }
            #expect(try contents(of: store.folder).isEmpty)
        }
    }

    @Test func `an object of more than 1 GiB is not added`() async throws {
        try await withTemporaryDirectory { folder in
            let object = try write([], to: "object", in: folder)
            try resize(object, to: 1 << 30 + 1)
            #expect(throws: RuntimeError.tooLarge(object, byteCount: 1 << 30 + 1)) {
                try RuntimeStore(folder: folder.appending("store")).add(
                    object: object, key: Fixture.key(), linkerArguments: [], packages: [])
            }
        }
    }

    @Test func `a store below a file is an error, and has no runtime`() async throws {
        try await withTemporaryDirectory { folder in
            let file = try write("mine".utf8, to: "file", in: folder)
            let store = RuntimeStore(folder: file.appending("store"))
            #expect(try store.find(Fixture.key()) == nil)
            #expect(throws: DeliveryError.cannotRead(store.folder, .notDirectory)) { try store.all() }
            #expect(throws: DeliveryError.cannotRead(store.folder, .notDirectory)) {
                try store.add(
                    object: write([1], to: "object", in: folder), key: Fixture.key(), linkerArguments: [], packages: [])
            }
        }
    }

    @Test(.enabled(if: isOrdinaryUser(), "permissions do not stop root"))
    func `a folder without permission is an error, and not an empty store`() async throws {
        try await withTemporaryDirectory { folder in
            let store = RuntimeStore(folder: folder.appending("store"))
            let runtime = try Fixture.add(to: store)
            try setMode(0o500, of: store.folder)
            defer { try? setMode(0o700, of: store.folder) }  // so that the folder can be removed
            let other = try Fixture.key(variant: .kserve)
            #expect(throws: DeliveryError.cannotWrite(store.folder.appending(other.name), .permissionDenied)) {
                try Fixture.add(for: other, to: store)
            }
            #expect(throws: DeliveryError.cannotWrite(store.folder.appending(runtime.key.name), .permissionDenied)) {
                try store.remove(runtime)
            }
            #expect(try store.all() == [runtime])
            try setMode(0, of: store.folder)
            #expect(throws: ArchiveError.self) { try store.find(runtime.key) }
            #expect(throws: DeliveryError.cannotRead(store.folder, .permissionDenied)) { try store.all() }
        }
    }

    @Test func `a folder that does not exist is an empty store`() async throws {
        try await withTemporaryDirectory { folder in
            let store = RuntimeStore(folder: folder.appending("a/b"))
            let key = try Fixture.key()
            #expect(try store.find(key) == nil)
            #expect(try store.all().isEmpty)
            #expect(try contents(of: folder).isEmpty)
        }
    }

    @Test func `what was added is found: a record, and a copy of the object`() async throws {
        try await withTemporaryDirectory { folder in
            let store = RuntimeStore(folder: folder.appending("a/b"))
            let key = try Fixture.key()
            let object = try write(Fixture.object, to: "object", in: folder)
            let added = try store.add(
                object: object, key: key, linkerArguments: Fixture.linkerArguments, packages: Fixture.packages)
            try write([1, 2, 3], to: "object", in: folder)

            #expect(try store.find(key) == added)
            try store.verify(added)
            #expect(added.key == key)
            #expect(added.object == store.folder.appending("\(key.name)/runtime.o"))
            #expect(added.digest == (try Digest.of(Fixture.object)))
            #expect(added.byteCount == 20_000)
            #expect(added.linkerArguments == Fixture.linkerArguments)
            #expect(added.packages == Fixture.packages)
            #expect(try read(added.object) == Fixture.object)
            #expect(
                try contents(of: store.folder).keys.sorted()
                    == [key.name, "\(key.name)/runtime.json", "\(key.name)/runtime.o"])
            #expect(
                try text(store.folder.appending("\(key.name)/runtime.json"))
                    == #"{"byteCount":20000,"digest":"\#(added.digest)","formatVersion":1,"key":{"interface":"omi","#
                    + #""options":["-O","-wmo"],"sources":"\#(key.sources)","#
                    + #""toolchain":"swift-6.3.1-RELEASE-x86_64-unknown-linux-gnu"},"#
                    + #""linkerArguments":["-lFoundationEssentials","-lm"],"#
                    + #""packages":[{"identity":"swift-nio","version":"2.101.2"}]}"#)
        }
    }

    @Test func `a runtime that is there stays when another is added for its key`() async throws {
        try await withTemporaryDirectory { folder in
            let store = RuntimeStore(folder: folder.appending("store"))
            let first = try Fixture.add(to: store)
            let before = try contents(of: store.folder)
            let inode = try first.object.stat().inode
            #expect(try Fixture.add([1, 2, 3], to: store) == first)
            #expect(try contents(of: store.folder) == before)
            #expect(try first.object.stat().inode == inode)
        }
    }

    @Test func `all runtimes are listed by name, and nothing else that lies there`() async throws {
        try await withTemporaryDirectory { folder in
            let store = RuntimeStore(folder: folder.appending("store"))
            let keys = [
                try Fixture.key(variant: .kserve), try Fixture.key(toolchain: "b"), try Fixture.key(toolchain: "a"),
            ]
            let added = try keys.map { try Fixture.add(for: $0, to: store) }
            try write("mine".utf8, to: "notes.txt", in: store.folder)
            try write("mine".utf8, to: "folder/runtime.json", in: store.folder)
            try write(read(added[0].object), to: ".chassis-1.partial/runtime.o", in: store.folder)
            #expect(try store.all() == [added[0], added[2], added[1]])
        }
    }

    @Test func `a removed runtime is gone, the others stay, and removing it again is fine`() async throws {
        try await withTemporaryDirectory { folder in
            let store = RuntimeStore(folder: folder.appending("store"))
            let other = try Fixture.add(for: Fixture.key(variant: .kserve), to: store)
            let before = try contents(of: store.folder)
            let runtime = try Fixture.add(to: store)
            try store.remove(runtime)
            #expect(try contents(of: store.folder) == before)
            #expect(try store.find(runtime.key) == nil)
            try store.remove(runtime)
            #expect(try store.all() == [other])
            #expect(throws: ArchiveError.unreadable(runtime.object, .noSuchFileOrDirectory)) {
                try store.verify(runtime)
            }
        }
    }

    @Test func `many that add the same key at once all get the one that won`() async throws {
        try await withTemporaryDirectory { folder in
            let store = RuntimeStore(folder: folder.appending("a/store"))
            try makeFolder("a", in: folder)
            let key = try Fixture.key()
            let results = try await withThrowingTaskGroup { group in
                for seed in 1...12 {
                    group.addTask {
                        try Fixture.add([UInt8](repeating: UInt8(seed), count: 2_000_000), for: key, to: store)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(results).count == 1 && results.count == 12)
            try results.forEach(store.verify)
            #expect(
                try contents(of: store.folder).keys.sorted()
                    == [key.name, "\(key.name)/runtime.json", "\(key.name)/runtime.o"])
        }
    }

    @Test func `a cancelled task adds nothing`() async throws {
        try await withTemporaryDirectory { folder in
            let store = RuntimeStore(folder: folder.appending("store"))
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                try Fixture.add(to: store)
            }
            await #expect(throws: CancellationError.self) { try await task.value }
            let left = try contents(of: store.folder)
            #expect(left.isEmpty)
        }
    }
}
