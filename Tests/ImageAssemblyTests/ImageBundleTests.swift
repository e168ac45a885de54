import OCISpec
import SystemPackage
import TestSupport
import Testing

@testable import ImageAssembly

struct ImageBundleTests {
    private func image(_ platform: Platform, in folder: FilePath) throws -> ImageBundle {
        ImageBundle(
            try Image.assemble(
                layers: Fixture.layers(in: folder), configuration: ContainerConfig(entrypoint: ["/app/model"]),
                platform: platform, created: Fixture.created, reference: ImageReference(parsing: "digits:v1")))
    }

    @Test func `an index names each image with its platform, and stands after all that it names`() async throws {
        try await withTemporaryDirectory { folder in
            let images = [try image(.linuxAMD64, in: folder), try image(.linuxARM64, in: folder)]
            let bundle = try ImageBundle.index(over: images, created: Fixture.created)
            guard case .bytes(let bytes) = bundle.root.content else { return }
            let index = try CanonicalJSON.decode(ImageIndex.self, from: bytes)
            #expect(index.manifests.map(\.platform) == [.linuxAMD64, .linuxARM64])
            #expect(index.manifests.map(\.digest) == images.map(\.digest))
            #expect(bundle.blobs.last == bundle.root)
            // Both images have the same layers, which are there once; each has its own configuration and manifest.
            #expect(bundle.blobs.count == 2 + 2 * 2 + 1)
            for manifest in images.map(\.root) {
                let place = try #require(bundle.blobs.firstIndex(of: manifest))
                #expect(place < bundle.blobs.count - 1)
            }
        }
    }

    @Test func `two images for one platform do not stand in one index`() async throws {
        try await withTemporaryDirectory { folder in
            let one = try image(.linuxAMD64, in: folder)
            let other = ImageBundle(try Fixture.image(in: folder, weights: [1]))
            #expect(throws: ImageJoinError.samePlatform(.linuxAMD64, one.digest, other.digest)) {
                try ImageBundle.index(over: [one, other], created: .epoch)
            }
            // The same image twice is one entry.
            #expect(try ImageBundle.index(over: [one, one], created: .epoch).blobs.count == one.blobs.count + 1)
        }
    }

    @Test func `an index within an index is opened`() async throws {
        try await withTemporaryDirectory { folder in
            let amd64 = try ImageBundle.index(over: [image(.linuxAMD64, in: folder)], created: .epoch)
            let both = try ImageBundle.index(over: [amd64, image(.linuxARM64, in: folder)], created: .epoch)
            let flat = try ImageBundle.index(
                over: [image(.linuxAMD64, in: folder), image(.linuxARM64, in: folder)], created: .epoch)
            #expect(both.digest == flat.digest)
            #expect(!both.blobs.contains(amd64.root))
        }
    }

    @Test func `an index is delivered to a layout and an archive that docker understands too`() async throws {
        try await withTemporaryDirectory { folder in
            let bundle = try ImageBundle.index(
                over: [image(.linuxAMD64, in: folder), image(.linuxARM64, in: folder)], created: Fixture.created,
                reference: ImageReference(parsing: "digits:v1"))
            try await LayoutSink(directory: folder.appending("layout")).deliver(bundle)
            try ImageValidation.validate(layout: folder.appending("layout"))
            try await ArchiveSink(file: folder.appending("a.tar")).deliver(bundle)
            try ImageValidation.validate(archive: folder.appending("a.tar"), workspace: makeFolder("check", in: folder))
            #expect(try text(folder.appending("check/manifest.json")).contains("docker.io/library/digits:v1"))
        }
    }
}
