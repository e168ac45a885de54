import ImageAssembly
import OCISpec
import RegistryStub
import TestSupport
import Testing

@testable import RegistryClient

/// A push as a whole: what is asked, what is sent, and in which order.
struct PushTests {
    @Test func `an image goes up, and is there byte for byte`() async throws {
        let image = try SampleImage()
        try await withClient { registry, test in
            let result = try await test.client.push(image.blobs, to: [registry.reference()])
            #expect(result.digest == image.digest)
            #expect(registry.manifest("digits", "v1")?.digest == image.digest)
            for blob in image.layers + [image.config] {
                #expect(registry.blob(blob.descriptor.digest)?.count == Int(blob.descriptor.size))
            }
            #expect(Set(result.places[0].outcomes.values) == [.uploaded])
            #expect(result.bytesSent == (image.layers + [image.config]).reduce(0) { $0 + $1.descriptor.size })
            #expect(registry.openUploads == 0)
        }
    }

    @Test func `an image that is there costs one HEAD`() async throws {
        let image = try SampleImage()
        try await withClient { registry, test in
            _ = try await test.client.push(image.blobs, to: [registry.reference()])
            registry.clearLog()
            let result = try await test.client.push(image.blobs, to: [registry.reference()])
            #expect(registry.log.map(\.route) == [.headManifest])
            #expect(result.isUnchanged)
            #expect(result.bytesSent == 0)
        }
    }

    @Test func `blobs that are there are looked for and not sent`() async throws {
        let image = try SampleImage()
        try await withClient { registry, test in
            _ = try await test.client.push(image.blobs, to: [registry.reference()])
            registry.clearLog()
            let result = try await test.client.push(image.blobs, to: [registry.reference("digits:v2")])
            #expect(Set(result.places[0].outcomes.values) == [.present])
            #expect(registry.log.allSatisfy { $0.method == "HEAD" || $0.route == .putManifest })
            #expect(registry.log(.putManifest).map(\.path) == ["/v2/digits/manifests/v2"])
        }
    }

    @Test func `blobs go first, then the configuration, the manifest by digest, and the tags last`() async throws {
        let image = try SampleImage()
        try await withClient { registry, test in
            let references = try [registry.reference(), registry.reference("digits:v2")]
            _ = try await test.client.push(image.blobs, to: references)
            let order = registry.log.filter { [.commitUpload, .putManifest].contains($0.route) }
            let named = order.map { request in
                image.blobs.first { request.uri.contains($0.descriptor.digest.hex) }?.descriptor.mediaType.rawValue
                    ?? String(request.path.split(separator: "/").last ?? "")
            }
            let layer = MediaType.layerTarGzip.rawValue
            #expect(
                named == [layer, layer, MediaType.imageConfig.rawValue, MediaType.imageManifest.rawValue, "v1", "v2"])
        }
    }

    @Test func `an index goes up after its manifests`() async throws {
        let images = try [SampleImage(layers: [[1]]), SampleImage(layers: [[2]])]
        let index = try Blob(
            CanonicalJSON.encode(ImageIndex(manifests: images.map(\.manifest.descriptor))), mediaType: .imageIndex)
        try await withClient { registry, test in
            let blobs = images.flatMap { $0.layers + [$0.config] } + images.map(\.manifest) + [index]
            let result = try await test.client.push(blobs, to: [registry.reference()])
            #expect(result.digest == index.descriptor.digest)
            let puts = registry.log(.putManifest).map { String($0.path.split(separator: "/").last ?? "") }
            #expect(puts == (images.map(\.manifest) + [index]).map(\.descriptor.digest.description) + ["v1"])
            // Both images have one configuration.
            #expect(registry.log(.commitUpload).count == 3)
        }
    }

    @Test func `a digest that comes twice goes up once`() async throws {
        let image = try SampleImage(layers: [[1, 2, 3], [1, 2, 3]])
        try await withClient { registry, test in
            _ = try await test.client.push(image.blobs, to: [registry.reference()])
            #expect(registry.log(.commitUpload).count == 2)
        }
    }

    @Test func `a push that fails leaves no tag and no session`() async throws {
        let image = try SampleImage()
        try await withClient { registry, test in
            registry.fault(.commitUpload, call: 2, .answer(.error(403, code: "DENIED")))
            await #expect(throws: RegistryError.self) {
                try await test.client.push(image.blobs, to: [registry.reference()])
            }
            #expect(registry.tags("digits").isEmpty)
            #expect(registry.log(.putManifest).isEmpty)
            #expect(registry.openUploads == 0)
        }
    }

    @Test func `an empty blob, and the empty configuration of an artifact, go up`() async throws {
        let empty = try Blob([], mediaType: .layerTar)
        let config = try Blob(Array("{}".utf8), mediaType: MediaType(rawValue: "application/vnd.oci.empty.v1+json"))
        let manifest = try Blob(
            CanonicalJSON.encode(
                ImageManifest(
                    artifactType: MediaType(rawValue: "application/x"), config: config.descriptor,
                    layers: [empty.descriptor])), mediaType: .imageManifest)
        try await withClient { registry, test in
            _ = try await test.client.push([empty, config, manifest], to: [registry.reference()])
            #expect(registry.blob(empty.descriptor.digest) == [])
            #expect(registry.blob(config.descriptor.digest) == Array("{}".utf8))
            #expect(config.descriptor.digest.hex.hasPrefix("44136fa3"))
        }
    }

    @Test func `layers are mounted from the base's repository`() async throws {
        let image = try SampleImage()
        let base = image.layers[0]
        guard case .bytes(let bytes) = base.content else { return }
        try await withClient { registry, test in
            try registry.add(blob: bytes, to: "base")
            let result = try await test.client.push(
                image.blobs, to: [registry.reference()], mountFrom: [registry.reference("base:1")])
            #expect(result.places[0].outcomes[base.descriptor.digest] == .mounted(from: "base"))
            #expect(registry.log(.mount).contains { $0.query("from") == ["base"] })
            // The other layer's mount was answered with a session, which was used.
            #expect(registry.log(.startUpload).count == 1)
            #expect(registry.openUploads == 0)
        }
    }

    @Test(arguments: [400, 403, 404, 405]) func `a mount that is refused becomes an upload`(status: Int) async throws {
        let image = try SampleImage()
        var options = RegistryStub.Options()
        options.mounts = .refused(status: status)
        try await withClient(options) { registry, test in
            let result = try await test.client.push(
                image.blobs, to: [registry.reference()], mountFrom: [registry.reference("base:1")])
            #expect(Set(result.places[0].outcomes.values) == [.uploaded])
        }
    }

    @Test func `a place where a blob was pushed is remembered for a mount`() async throws {
        let image = try SampleImage()
        try await withTemporaryDirectory { folder in
            try await withRegistry { registry in
                for name in ["first:1", "second:1"] {
                    let test = try TestClient { $0.stateFolder = folder }
                    let result = try await test.client.push(image.blobs, to: [registry.reference(name)])
                    try await test.client.shutdown()
                    let outcome = result.places[0].outcomes[image.layers[0].descriptor.digest]
                    #expect(outcome == (name == "first:1" ? .uploaded : .mounted(from: "first")))
                }
            }
        }
    }

    @Test func `a blob of another size, as a broken cache has it, is sent again`() async throws {
        let image = try SampleImage(layers: [[1, 2, 3]])
        try await withClient { registry, test in
            registry.fault(.headBlob, call: 1, .answer(.init(200, headers: [], body: "xx")))
            _ = try await test.client.push(image.blobs, to: [registry.reference()])
            #expect(registry.blob(image.layers[0].descriptor.digest) == [1, 2, 3])
        }
    }

    @Test func `a blob that is redirected to storage is there`() async throws {
        let image = try SampleImage()
        var options = RegistryStub.Options()
        options.blobSource = .storage(forHEAD: true)
        try await withClient(options) { registry, test in
            _ = try await test.client.push(image.blobs, to: [registry.reference()])
            registry.clearLog()
            let result = try await test.client.push(image.blobs, to: [registry.reference("digits:v2")])
            #expect(Set(result.places[0].outcomes.values) == [.present])
            #expect(registry.log(.storage).isEmpty)
        }
    }

    @Test func `where HEAD is not allowed, blobs are sent`() async throws {
        let image = try SampleImage()
        try await withClient { registry, test in
            registry.fault(.headBlob, .status(405))
            _ = try await test.client.push(image.blobs, to: [registry.reference()])
            #expect(registry.tags("digits") == ["v1"])
        }
    }

    @Test func `403 is final`() async throws {
        let image = try SampleImage()
        try await withClient { registry, test in
            registry.fault(.headBlob, .answer(.error(403, code: "DENIED")))
            do {
                _ = try await test.client.push(image.blobs, to: [registry.reference()])
                Issue.record("no error")
            } catch RegistryError.unauthorized(_, _, _, let credentials, let searched) {
                #expect(credentials == nil)
                #expect(!searched.isEmpty)
            }
            #expect(!test.waits.contains { $0.contains("403") })
            #expect(registry.log(.startUpload).isEmpty)
        }
    }

    @Test func `403 to somebody with credentials is told as what it is`() async throws {
        let image = try SampleImage()
        try await withClient(credentials: TestCredentials.tester) { registry, test in
            registry.fault(.startUpload, .answer(.error(403, code: "DENIED", message: "read only")))
            await #expect(
                throws: RegistryError.refused(
                    host: registry.authority, action: "open an upload", status: 403, codes: ["DENIED"],
                    reason: "read only")
            ) {
                try await test.client.push(image.blobs, to: [registry.reference()])
            }
        }
    }

    @Test func `a digest in a reference must be the image's`() async throws {
        let image = try SampleImage()
        try await withClient { registry, test in
            let other = try registry.reference("digits@\(image.config.descriptor.digest)")
            await #expect(throws: RegistryError.otherDigest(reference: "\(other)", image: image.digest)) {
                try await test.client.push(image.blobs, to: [other])
            }
            _ = try await test.client.push(image.blobs, to: [registry.reference("digits@\(image.digest)")])
            #expect(registry.manifest("digits", "\(image.digest)") != nil)
            #expect(registry.tags("digits").isEmpty)
        }
    }

    @Test func `events of a blob come in their order`() async throws {
        let image = try SampleImage(layers: [[1, 2, 3]])
        let layer = image.layers[0].descriptor
        try await withClient { registry, test in
            _ = try await test.client.push(image.blobs, to: [registry.reference()])
            let expected: [TransferEvent] = [
                .began(layer), .advanced(layer.digest, bytes: 0), .ended(layer.digest, .uploaded),
            ]
            let events = test.told.filter { event in
                switch event {
                case .began(let descriptor): descriptor == layer
                case .advanced(let digest, _), .ended(let digest, _): digest == layer.digest
                default: false
                }
            }
            #expect(events.filter { $0 != .advanced(layer.digest, bytes: 3) } == expected)
        }
    }
}
