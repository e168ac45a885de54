import ImageAssembly
import SystemPackage
import TestSupport
import Testing

@testable import RuntimeStore

/// Every change to the disk fails in turn; after each failure everything is as it was.
struct DiskFailureTests {
    /// Runs `body` with disks that fail at the first change, the second and so on, until it succeeds.
    /// - Returns: The number of changes that failed.
    private func failEachChange(
        in folder: FilePath, place: FilePath, _ body: (Disk) throws -> Void
    ) throws -> Int {
        let before = try contents(of: folder)
        for failing in 1...200 {
            do {
                try body(FailingDisk(failing: failing).disk)
                return failing - 1
            } catch DeliveryError.cannotWrite(let path, .noSpace) {
                #expect(place.starts(with: path), "change \(failing)")
                #expect(try contents(of: folder) == before, "change \(failing)")
            }
        }
        Issue.record("200 changes were not enough")
        return 0
    }

    /// More than one write, so that a file can fail in its middle.
    private static let object = Fixture.noise(count: 1_200_000)

    @Test func `a runtime that cannot be added leaves nothing`() async throws {
        try await withTemporaryDirectory { folder in
            let object = try write(Self.object, to: "object", in: folder)
            let key = try Fixture.key()
            let place = folder.appending("out/a/b/\(key.name)")
            try makeFolder("out", in: folder)
            let count = try failEachChange(in: folder.appending("out"), place: place) { disk in
                _ = try RuntimeStore(folder: folder.appending("out/a/b"), disk: disk).add(
                    object: object, key: key, linkerArguments: [], packages: [])
            }
            // Three folders; the object in two writes and the record in one, each created and closed; the rename.
            #expect(count == 3 + 4 + 3 + 1)
        }
    }

    @Test func `an export that cannot be written leaves the file that was there`() async throws {
        try await withTemporaryDirectory { folder in
            let runtime = try Fixture.add(Self.object, to: RuntimeStore(folder: folder.appending("store")))
            let target = try write("mine".utf8, to: "out/runtime.tar", in: folder)
            let count = try failEachChange(in: folder.appending("out"), place: target) { disk in
                try RuntimeStore(folder: folder.appending("store"), disk: disk).export(runtime, to: target)
            }
            // The layer in two writes between gzip's header and its end, and the archive in two, each created, the
            // archive closed and renamed.
            #expect(count == 5 + 5)
        }
    }

    @Test func `an export that cannot be written leaves no folder`() async throws {
        try await withTemporaryDirectory { folder in
            let runtime = try Fixture.add(to: RuntimeStore(folder: folder.appending("store")))
            let target = folder.appending("out/a/b/runtime.tar")
            try makeFolder("out", in: folder)
            let count = try failEachChange(in: folder.appending("out"), place: target) { disk in
                try RuntimeStore(folder: folder.appending("store"), disk: disk).export(runtime, to: target)
            }
            #expect(count == 2 + 4 + 4)
        }
    }

    @Test func `an import that cannot be written leaves nothing`() async throws {
        try await withTemporaryDirectory { folder in
            let file = folder.appending("runtime.tar")
            let source = RuntimeStore(folder: folder.appending("source"))
            let runtime = try Fixture.add(Self.object, to: source)
            try source.export(runtime, to: file)
            let place = folder.appending("out/store/\(runtime.key.name)")
            try makeFolder("out", in: folder)
            let count = try failEachChange(in: folder.appending("out"), place: place) { disk in
                _ = try RuntimeStore(folder: folder.appending("out/store"), disk: disk).importFile(file)
            }
            #expect(count > 10)
            #expect(try contents(of: folder.appending("out/store")) == contents(of: source.folder))
        }
    }

    @Test func `a runtime that cannot be removed stays`() async throws {
        try await withTemporaryDirectory { folder in
            let runtime = try Fixture.add(to: RuntimeStore(folder: folder.appending("store")))
            let store = RuntimeStore(
                folder: folder.appending("store"), disk: FailingDisk(failing: 1, with: .permissionDenied).disk)
            let place = runtime.object.removingLastComponent()
            #expect(throws: DeliveryError.cannotWrite(place, .permissionDenied)) { try store.remove(runtime) }
            try store.verify(runtime)
        }
    }

    @Test func `a folder without permission is an error with a remedy`() async throws {
        try await withTemporaryDirectory { folder in
            let store = RuntimeStore(
                folder: folder.appending("store"), disk: FailingDisk(failing: 1, with: .permissionDenied).disk)
            let error = #expect(throws: DeliveryError.self) { try Fixture.add(to: store) }
            #expect(error == .cannotWrite(store.folder, .permissionDenied))
            #expect(error?.diagnostics.first?.remedies == ["name a place that your user may read and write"])
        }
    }
}
