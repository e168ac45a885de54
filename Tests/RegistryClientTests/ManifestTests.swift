import ImageAssembly
import OCISpec
import RegistryStub
import Testing

@testable import RegistryClient

struct ManifestTests {
    @Test func `a manifest is sent as the bytes that were hashed, with its type and nothing more`() async throws {
        let image = try SampleImage()
        guard case .bytes(let bytes) = image.manifest.content else { return }
        // Other white space than ours: another tool's manifest must not be written anew.
        let manifest = try Blob(bytes + [UInt8(ascii: "\n")], mediaType: .imageManifest)
        try await withClient { registry, test in
            _ = try await test.client.push(image.layers + [image.config, manifest], to: [registry.reference()])
            #expect(registry.manifest("digits", "v1")?.bytes == bytes + [UInt8(ascii: "\n")])
            #expect(try registry.request(.putManifest, 1).header("content-type") == MediaType.imageManifest.rawValue)
        }
    }

    @Test func `the digest that the registry has computed is compared`() async throws {
        let image = try SampleImage()
        try await withClient { registry, test in
            registry.fault(.putManifest, call: 1, .header("Docker-Content-Digest", "\(image.config.descriptor.digest)"))
            await #expect(throws: RegistryError.self) {
                try await test.client.push(image.blobs, to: [registry.reference()])
            }
            #expect(registry.tags("digits").isEmpty)
        }
    }

    @Test func `tags are set with the manifest where the registry does that, and else one by one`() async throws {
        let image = try SampleImage()
        for takesTagQuery in [true, false] {
            var options = RegistryStub.Options()
            options.takesTagQuery = takesTagQuery
            try await withClient(options) { registry, test in
                let references = try [registry.reference("digits:a"), registry.reference("digits:b")]
                let result = try await test.client.push(image.blobs, to: references)
                #expect(result.places.map(\.tags) == [["a", "b"]])
                #expect(registry.tags("digits") == ["a", "b"])
                #expect(registry.log(.putManifest).count == (takesTagQuery ? 1 : 3))
                #expect(try registry.request(.putManifest, 1).query("tag") == ["a", "b"])
            }
        }
    }

    @Test func `a blob that has gone meanwhile is sent again`() async throws {
        let image = try SampleImage()
        try await withClient { registry, test in
            let layer = image.layers[0].descriptor.digest
            let gate = RegistryStub.Gate()
            registry.fault(.putManifest, call: 1, .hold(gate))
            let reference = try registry.reference()
            let push = Task { try await test.client.push(image.blobs, to: [reference]) }
            await gate.waitForArrivals()
            registry.removeBlob(layer, from: "digits")
            gate.open()
            _ = try await push.value
            #expect(registry.tags("digits") == ["v1"])
            #expect(registry.blobSize(layer, in: "digits") != nil)
        }
    }

    @Test func `a registry that is slow to see blobs is waited for`() async throws {
        let image = try SampleImage()
        var options = RegistryStub.Options()
        options.looksBeforeBlobAppears = 2
        try await withClient(options) { registry, test in
            _ = try await test.client.push(image.blobs, to: [registry.reference()])
            #expect(registry.tags("digits") == ["v1"])
        }
    }

    @Test func `a blob that is never there is an error in the end`() async throws {
        let image = try SampleImage()
        try await withClient { registry, test in
            registry.fault(.putManifest, .answer(.error(400, code: "MANIFEST_BLOB_UNKNOWN")))
            do {
                _ = try await test.client.push(image.blobs, to: [registry.reference()])
                Issue.record("no error")
            } catch RegistryError.refused(_, _, _, let codes, _) {
                #expect(codes == ["MANIFEST_BLOB_UNKNOWN"])
            }
        }
    }

    @Test func `a manifest that no registry takes is refused before anything is sent`() async throws {
        let image = try SampleImage()
        let manifest = try Blob([UInt8](repeating: 32, count: (4 << 20) + 1), mediaType: .imageManifest)
        try await withClient { registry, test in
            await #expect(throws: RegistryError.manifestTooLarge(manifest.descriptor.digest, bytes: (4 << 20) + 1)) {
                try await test.client.push(image.layers + [manifest], to: [registry.reference()])
            }
            #expect(registry.log.isEmpty)
        }
    }

    @Test(arguments: [400, 415]) func `a registry without indexes is told as that`(status: Int) async throws {
        let image = try SampleImage()
        let index = try Blob(
            CanonicalJSON.encode(ImageIndex(manifests: [image.manifest.descriptor])), mediaType: .imageIndex)
        try await withClient { registry, test in
            registry.fault(
                .putManifest, containing: index.descriptor.digest.hex, .answer(.error(status, code: "MANIFEST_INVALID"))
            )
            await #expect(
                throws: RegistryError.featureRefused(host: registry.authority, feature: .index, reason: nil)
            ) {
                try await test.client.push(image.blobs + [index], to: [registry.reference()])
            }
        }
    }

    @Test(arguments: [
        (400, "MANIFEST_INVALID", true), (400, "UNSUPPORTED", true), (415, "UNKNOWN", true),
        (400, "UNKNOWN", false), (400, "NAME_INVALID", false), (422, "MANIFEST_INVALID", false),
    ])
    func `a registry that may know docker's media types alone is told as that, with the way around`(
        status: Int, code: String, isFeature: Bool
    ) async throws {
        let image = try SampleImage()
        try await withClient { registry, test in
            registry.fault(.putManifest, .answer(.error(status, code: code, message: "manifest invalid")))
            let error = await #expect(throws: RegistryError.self) {
                try await test.client.push(image.blobs, to: [registry.reference()])
            }
            let diagnostic = try #require(error?.diagnostics.first)
            #expect(diagnostic.message.hasSuffix("manifest invalid\(isFeature ? "" : ")")"))
            #expect(diagnostic.remedies.contains { $0.contains("skopeo copy --format v2s2") } == isFeature)
            #expect(registry.tags("digits").isEmpty)
        }
    }

    @Test func `of docker's own media types, and of artifacts, no conversion is advised`() throws {
        let digest = try Digest.of([1])
        let docker = MediaType(rawValue: "application/vnd.docker.distribution.manifest.v2+json")
        #expect(ManifestFeature(of: Descriptor(mediaType: docker, digest: digest, size: 1)) == nil)
        var artifact = Descriptor(mediaType: .imageManifest, digest: digest, size: 1)
        artifact.artifactType = MediaType(rawValue: "application/x")
        let feature = try #require(ManifestFeature(of: artifact))
        let error = RegistryError.featureRefused(host: "h", feature: feature, reason: nil)
        #expect(error.diagnostics[0].message == "the registry does not take OCI artifacts")
        #expect(error.diagnostics[0].remedies.count == 1)
    }

    @Test func `a tag that must not be moved is an error, unless it is where it should be`() async throws {
        let (image, other) = (try SampleImage(), try SampleImage(layers: [[1]]))
        var options = RegistryStub.Options()
        options.hasImmutableTags = true
        try await withClient(options) { registry, test in
            _ = try await test.client.push(image.blobs, to: [registry.reference()])
            await #expect(
                throws: RegistryError.immutableTag(host: registry.authority, tag: "v1", existing: image.digest)
            ) {
                try await test.client.push(other.blobs, to: [registry.reference()])
            }
            // The look for the tag is answered as if it were not there; the PUT tells otherwise.
            registry.fault(.headManifest, call: 1, .status(404))
            _ = try await test.client.push(image.blobs, to: [registry.reference()])
        }
    }

    // MARK: Referrers

    static func signature(of image: SampleImage, text: String = "x") throws -> [Blob] {
        let config = try Blob(Array("{}".utf8), mediaType: MediaType(rawValue: "application/vnd.oci.empty.v1+json"))
        let layer = try Blob(Array(text.utf8), mediaType: MediaType(rawValue: "application/x"))
        var document = try JSONValue(
            encoding: ImageManifest(
                artifactType: MediaType(rawValue: "application/signature"), config: config.descriptor,
                layers: [layer.descriptor], annotations: ["note": text]))
        if case .object(var members) = document {
            members["subject"] = try JSONValue(encoding: image.manifest.descriptor)
            document = .object(members)
        }
        return [layer, config, try Blob(CanonicalJSON.encode(document), mediaType: .imageManifest)]
    }

    @Test(arguments: [true, false]) func `what belongs to an image is listed, by the registry or under a tag`(
        hasReferrers: Bool
    ) async throws {
        let image = try SampleImage()
        var options = RegistryStub.Options()
        options.hasReferrers = hasReferrers
        options.hasETags = true
        options.pageLength = 1
        try await withClient(options) { registry, test in
            _ = try await test.client.push(image.blobs, to: [registry.reference()])
            let signatures = try [Self.signature(of: image), Self.signature(of: image, text: "y")]
            for signature in signatures {
                let digest = try #require(signature.last).descriptor.digest
                _ = try await test.client.push(signature, to: [registry.reference("digits@\(digest)")])
                // Once more, as if it were not there: nothing is listed twice.
                registry.fault(.headManifest, containing: digest.hex, .status(404))
                _ = try await test.client.push(signature, to: [registry.reference("digits@\(digest)")])
            }
            let found = try await test.client.referrers(of: image.digest, in: registry.reference())
            #expect(Set(found.map(\.digest)) == Set(signatures.compactMap { $0.last?.descriptor.digest }))
            #expect(found.count == 2)
            #expect(found.allSatisfy { $0.artifactType?.rawValue == "application/signature" })
            #expect(Set(found.compactMap { $0.annotations?["note"] }) == ["x", "y"])
            let kind = MediaType(rawValue: "application/signature")
            #expect(
                try await test.client.referrers(of: image.digest, in: registry.reference(), artifactType: kind).count
                    == 2)
            let other = MediaType(rawValue: "application/other")
            #expect(
                try await test.client.referrers(of: image.digest, in: registry.reference(), artifactType: other).isEmpty
            )
            #expect((registry.manifest("digits", "sha256-\(image.digest.hex)") != nil) == !hasReferrers)
        }
    }

    @Test func `an index that somebody else changes meanwhile is read again`() async throws {
        let image = try SampleImage()
        var options = RegistryStub.Options()
        options.hasETags = true
        try await withClient(options) { registry, test in
            let tag = "sha256-\(image.digest.hex)"
            let first = try Self.signature(of: image)
            _ = try await test.client.push(first, to: [registry.reference("digits:sig")])
            registry.fault(.putManifest, call: 3, containing: tag, .answer(.init(412)))
            registry.fault(.putManifest, call: 1, containing: tag, .answer(.init(412)))
            _ = try await test.client.push(
                Self.signature(of: image, text: "y"), to: [registry.reference("digits:sig2")])
            let puts = registry.log(.putManifest).filter { $0.uri.contains(tag) }
            #expect(puts.last?.header("if-match") != nil)
            #expect(try await test.client.referrers(of: image.digest, in: registry.reference()).count == 2)
        }
    }

    @Test func `a tag of that name that is no index is told`() async throws {
        let image = try SampleImage()
        guard case .bytes(let bytes) = image.manifest.content else { return }
        try await withClient { registry, test in
            try registry.add(
                manifest: bytes, mediaType: .imageManifest, to: "digits", tag: "sha256-\(image.digest.hex)")
            await #expect(throws: RegistryError.self) {
                try await test.client.push(Self.signature(of: image), to: [registry.reference("digits:sig")])
            }
        }
    }
}
