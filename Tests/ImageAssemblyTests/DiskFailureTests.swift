import Compression
import OCISpec
import SystemPackage
import TestSupport
import Testing

@testable import ImageAssembly

/// Every change to the disk fails in turn; after each failure everything is as it was.
struct DiskFailureTests {
    /// Runs `body` with disks that fail at the first change, the second and so on, until it succeeds.
    /// - Returns: The number of changes that failed.
    private func failEachChange(
        in folder: FilePath, _ body: (Disk) async throws -> Void
    ) async throws -> Int {
        let before = try contents(of: folder)
        for failing in 1...200 {
            do {
                try await body(FailingDisk(failing: failing).disk)
                return failing - 1
            } catch DeliveryError.cannotWrite(_, .noSpace) {
                #expect(try contents(of: folder) == before, "change \(failing)")
            }
        }
        Issue.record("200 changes were not enough")
        return 0
    }

    /// More than one write, so that a file can fail in its middle.
    static let weights = Fixture.noise(count: 1_200_000)

    @Test(arguments: LayerCompression.allCases)
    func `a layer that cannot be written leaves nothing in the workspace`(compression: LayerCompression) async throws {
        try await withTemporaryDirectory { folder in
            let count = try await failEachChange(in: folder) { disk in
                var builder = LayerBuilder(workspace: folder, compression: compression, modificationTime: .epoch)
                builder.disk = disk
                _ = try builder.build([.file(bytes: Self.weights, at: "w")], createdBy: "test")
            }
            // Create, write twice, close, rename; gzip writes a header and an end of its own.
            #expect(count == (compression.method == .gzip ? 7 : 5))
        }
    }

    @Test func `a new layout that cannot be written leaves no folder`() async throws {
        try await withTemporaryDirectory { folder in
            let image = try Fixture.image(in: folder.appending("work"), weights: Self.weights)
            let target = try makeFolder("out", in: folder)
            let count = try await failEachChange(in: target) { disk in
                var sink = LayoutSink(directory: target.appending("a/b"))
                sink.disk = disk
                try await sink.deliver(image)
            }
            // Four folders; four files of four changes each, and two layers that get a second name, and then this one.
            #expect(count == 4 + 4 * 4 + 2 * 2)
            try ImageValidation.validate(layout: target.appending("a/b"))
        }
    }

    @Test func `a layout that cannot be added to is what it was`() async throws {
        try await withTemporaryDirectory { folder in
            let work = folder.appending("work")
            let layout = folder.appending("out")
            try await LayoutSink(directory: layout).deliver(Fixture.image(in: work))
            let newer = try Fixture.image(in: work, weights: [1, 2, 3])
            let count = try await failEachChange(in: layout) { disk in
                var sink = LayoutSink(directory: layout)
                sink.disk = disk
                try await sink.deliver(newer)
            }
            // The new configuration, manifest and index, and a second name for the weights; the executable is there.
            #expect(count == 3 * 4 + 2)
            try ImageValidation.validate(layout: layout)
        }
    }

    @Test func `an archive that cannot be written leaves the one that was there`() async throws {
        try await withTemporaryDirectory { folder in
            let image = try Fixture.image(in: folder.appending("work"), weights: Self.weights)
            let target = try write("mine", to: "out/image.tar", in: folder)
            let count = try await failEachChange(in: folder.appending("out")) { disk in
                var sink = ArchiveSink(file: target)
                sink.disk = disk
                try await sink.deliver(image)
            }
            #expect(count == 5)
            try ImageValidation.validate(archive: target, workspace: makeFolder("check", in: folder))
        }
    }

    @Test func `an archive that cannot be written leaves no folder`() async throws {
        try await withTemporaryDirectory { folder in
            let image = try Fixture.image(in: folder.appending("work"))
            let target = try makeFolder("out", in: folder)
            let count = try await failEachChange(in: target) { disk in
                var sink = ArchiveSink(file: target.appending("a/b/image.tar"))
                sink.disk = disk
                try await sink.deliver(image)
            }
            #expect(count == 2 + 4)
        }
    }

    @Test func `a folder that another task makes in the same moment is no error, and is not removed`() async throws {
        try await withTemporaryDirectory { folder in
            let image = try Fixture.image(in: folder.appending("work"))
            let layer = image.layers[0]
            try write("short", to: layer.blob.lastComponent?.string ?? "", in: folder.appending("work"))
            var sink = ArchiveSink(file: folder.appending("a/image.tar"))
            sink.disk = Disk { () throws(Errno) in
                do { _ = try makeFolder("a", in: folder) } catch { throw .ioError }
            }
            await #expect(throws: DeliveryError.layerChanged(layer.blob, expectedBytes: layer.descriptor.size)) {
                try await sink.deliver(image)
            }
            let left = try contents(of: folder.appending("a"))
            #expect(left.isEmpty)
        }
    }

    @Test func `an error names the place that a user knows, and what to do`() async throws {
        try await withTemporaryDirectory { folder in
            let image = try Fixture.image(in: folder.appending("work"))
            var sink = ArchiveSink(file: folder.appending("image.tar"))
            sink.disk = FailingDisk(failing: 2).disk
            let error = await #expect(throws: DeliveryError.self) { try await sink.deliver(image) }
            #expect(error == .cannotWrite(folder.appending("image.tar"), .noSpace))
            #expect(error?.diagnostics.first?.remedies == ["free space there, or write to another disk"])
        }
    }
}
