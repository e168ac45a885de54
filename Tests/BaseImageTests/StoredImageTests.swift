import Compression
import ImageAssembly
import OCISpec
import SystemPackage
import TestSupport
import Testing

@testable import BaseImage

@Suite struct StoredImageTests {
    /// A layout with an image of one layer; the layer's file is handed to `change` before the image is read.
    private func read(
        hashesLayers: Bool, in folder: FilePath, change: (FilePath) throws -> Void = { _ in }
    ) async throws -> ImageBundle {
        let layer = try LayerBuilder(
            workspace: folder.appending("work"), compression: .none, modificationTime: .epoch
        ).build([.file(bytes: Array("weights".utf8), at: "models/w")], createdBy: "test")
        let image = try Image.assemble(
            layers: [layer], configuration: ContainerConfig(), platform: .linuxAMD64, created: .epoch,
            reference: ImageReference(parsing: "example.com/a:v1"))
        let layout = folder.appending("layout")
        try await LayoutSink(directory: layout).deliver(image)
        try change(layout.appending("blobs").appending("sha256").appending(layer.descriptor.digest.hex))
        return try await StoredImage.read(
            .layout(layout, name: nil), for: nil, workspace: folder.appending("stored"), hashesLayers: hashesLayers
        ) { _ in throw CancellationError() }
    }

    /// Turns one byte of the file around.
    private static func damage(_ path: FilePath) throws {
        let file = try FileDescriptor.open(path, .readWrite)
        try file.closeAfter { _ = try file.writeAll(toAbsoluteOffset: 0, [0xFF]) }
    }

    @Test func `an image is read as it is, under its name`() async throws {
        try await withTemporaryDirectory { folder in
            let image = try await read(hashesLayers: true, in: folder)
            #expect(image.reference?.description == "example.com/a:v1")
            #expect(image.platform == .linuxAMD64)
            #expect(image.blobs.map(\.descriptor.mediaType) == [.layerTar, .imageConfig, .imageManifest])
        }
    }

    @Test func `a damaged layer is found, unless a registry is going to find it`() async throws {
        try await withTemporaryDirectory { folder in
            await #expect(throws: BaseError.self) {
                _ = try await read(hashesLayers: true, in: folder.appending("a"), change: Self.damage)
            }
            let image = try await read(hashesLayers: false, in: folder.appending("b"), change: Self.damage)
            #expect(image.blobs.count == 3)
        }
    }
}
