import OCISpec
import TestSupport
import Testing

@testable import ImageAssembly

struct ImageTests {
    @Test func `digests name exactly the bytes that are kept`() async throws {
        try await withTemporaryDirectory { folder in
            let image = try Fixture.image(in: folder)
            for blob in [image.config, image.manifest] {
                guard case .bytes(let bytes) = blob.content else {
                    Issue.record("\(blob.descriptor.mediaType) is not in memory")
                    continue
                }
                #expect(try blob.descriptor.digest == Digest.of(bytes))
                #expect(blob.descriptor.size == Int64(bytes.count))
            }
            #expect(image.digest == image.manifest.descriptor.digest)
        }
    }

    @Test func `the history has a line for each layer`() async throws {
        try await withTemporaryDirectory { folder in
            let image = try Fixture.image(in: folder)
            guard case .bytes(let bytes) = image.config.content else { return }
            let config = try CanonicalJSON.decode(ImageConfig.self, from: bytes)
            #expect(config.history?.map(\.createdBy) == ["model files", "executable"])
            #expect(config.rootfs.diffIDs == image.layers.map(\.diffID))
            #expect(config.created == Fixture.created)
            #expect(config.architecture == "amd64")
        }
    }

    @Test func `the name of an image does not change its digest`() async throws {
        try await withTemporaryDirectory { folder in
            let names = ["digits:v1", "ghcr.io/team/digits:v2", nil]
            let digests = try names.map { try Fixture.image(in: folder, named: $0).digest }
            #expect(Set(digests).count == 1)
        }
    }

    @Test func `no annotations leave no empty object in the manifest`() throws {
        let image = try Image.assemble(
            layers: [], configuration: ContainerConfig(), platform: .linuxAMD64, created: .epoch)
        guard case .bytes(let bytes) = image.manifest.content else { return }
        #expect(try CanonicalJSON.decode(JSONValue.self, from: bytes)["annotations"] == nil)
    }

    @Test func `a layer that is there twice is one blob`() async throws {
        try await withTemporaryDirectory { folder in
            let layer = try Fixture.layers(in: folder)[0]
            let image = try Image.assemble(
                layers: [layer, layer], configuration: ContainerConfig(), platform: .linuxAMD64, created: .epoch)
            #expect(image.blobs.map(\.descriptor.mediaType) == [.layerTar, .imageConfig, .imageManifest])
        }
    }
}
