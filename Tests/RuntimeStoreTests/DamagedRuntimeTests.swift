import OCISpec
import SystemPackage
import TestSupport
import Testing

@testable import RuntimeStore

struct DamagedRuntimeTests {
    /// Ways in which the folder of a runtime can be wrong; each changes that folder.
    static let damages: [(name: String, change: @Sendable (FilePath) throws -> Void)] = [
        ("no record", { try remove($0.appending("runtime.json")) }),
        ("an empty record", { try write([], to: "runtime.json", in: $0) }),
        ("half a record", { try write(read($0.appending("runtime.json")).dropLast(40), to: "runtime.json", in: $0) }),
        ("a record of another shape", { try write(#"{"formatVersion":1}"#.utf8, to: "runtime.json", in: $0) }),
        ("a later format", { try replace(#""formatVersion":1"#, by: #""formatVersion":2"#, in: $0) }),
        ("an unknown interface", { try replace(#""omi""#, by: #""rest""#, in: $0) }),
        ("another key", { try replace(#""-wmo""#, by: #""-g""#, in: $0) }),
        ("a negative size", { try replace(":20000", by: ":-1", in: $0) }),
        ("a huge record", { try resize($0.appending("runtime.json"), to: 4 << 20 + 1) }),
        (
            "a folder as a record",
            {
                try remove($0.appending("runtime.json"))
                try makeFolder("runtime.json/more", in: $0)
            }
        ),
        ("no object", { try remove($0.appending("runtime.o")) }),
        ("a shorter object", { try resize($0.appending("runtime.o"), to: 19_999) }),
        ("a longer object", { try resize($0.appending("runtime.o"), to: 20_001) }),
        (
            "a folder as an object",
            {
                try remove($0.appending("runtime.o"))
                try makeFolder("runtime.o/more", in: $0)
            }
        ),
        (
            "a link to nowhere as an object",
            {
                try remove($0.appending("runtime.o"))
                try makeLink("runtime.o", to: "gone", in: $0)
            }
        ),
        (
            "a file in the place of the folder",
            {
                try remove($0)
                try write("mine".utf8, to: $0.lastComponent?.string ?? "", in: $0.removingLastComponent())
            }
        ),
        (
            "an empty folder",
            {
                try remove($0)
                try makeFolder("", in: $0)
            }
        ),
        (
            "something else in the folder",
            {
                try remove($0)
                try write("mine".utf8, to: "a/b/c", in: $0)
            }
        ),
    ]

    private static func replace(_ old: String, by new: String, in folder: FilePath) throws {
        let text = try text(folder.appending("runtime.json"))
        let range = try #require(text.firstRange(of: old))
        try write(text.replacingCharacters(in: range, with: new).utf8, to: "runtime.json", in: folder)
    }

    @Test(arguments: damages.indices)
    func `a damaged runtime is none, and is replaced by the next that is added`(damage: Int) async throws {
        try await withTemporaryDirectory { folder in
            let (name, change) = Self.damages[damage]
            let store = RuntimeStore(folder: folder.appending("store"))
            let runtime = try Fixture.add(to: store)
            let whole = try contents(of: store.folder)
            let place = runtime.object.removingLastComponent()
            try change(place)
            #expect(try store.find(runtime.key) == nil, "\(name)")
            #expect(try store.all().isEmpty, "\(name)")
            #expect(try Fixture.add(to: store) == runtime, "\(name)")
            #expect(try contents(of: store.folder) == whole, "\(name)")
            try change(place)
            try store.remove(runtime)
            #expect(try contents(of: store.folder).isEmpty, "\(name)")
        }
    }

    @Test func `a changed byte is not noticed by a find, but when the runtime is verified or added`() async throws {
        try await withTemporaryDirectory { folder in
            let store = RuntimeStore(folder: folder.appending("store"))
            let runtime = try Fixture.add(to: store)
            try flip(runtime.object, at: 12_345)
            #expect(try store.find(runtime.key) == runtime)
            let found = try Digest.of(read(runtime.object))
            #expect(throws: RuntimeError.changed(runtime.object, expected: runtime.digest, found: found)) {
                try store.verify(runtime)
            }
            #expect(try Fixture.add(to: store) == runtime)
            try store.verify(runtime)
        }
    }

    @Test func `many that replace a damaged runtime at once all succeed, and leave a whole one`() async throws {
        try await withTemporaryDirectory { folder in
            let store = RuntimeStore(folder: folder.appending("store"))
            let runtime = try Fixture.add(to: store)
            let whole = try contents(of: store.folder)
            try flip(runtime.object, at: 0)
            try await withThrowingTaskGroup { group in
                for _ in 1...12 { group.addTask { _ = try Fixture.add(to: store) } }
                try await group.waitForAll()
            }
            #expect(try contents(of: store.folder) == whole)
        }
    }
}
