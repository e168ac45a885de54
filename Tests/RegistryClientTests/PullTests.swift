import ImageAssembly
import OCISpec
import RegistryStub
import SystemPackage
import TestSupport
import Testing

@testable import RegistryClient

struct PullTests {
    static let blob = SampleImage.bytes(3_000_000, seed: 9)

    /// A registry with one blob in `digits`, and a place to fetch it to.
    static func withBlob(
        _ options: RegistryStub.Options = .init(), credentials: TestCredentials = TestCredentials(),
        _ body: (RegistryStub, TestClient, Descriptor, FilePath) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { folder in
            try await withClient(options, credentials: credentials) { registry, test in
                let digest = try registry.add(blob: blob, to: "digits")
                let descriptor = Descriptor(mediaType: .layerTar, digest: digest, size: Int64(blob.count))
                try await body(registry, test, descriptor, folder.appending("blob"))
            }
        }
    }

    static func contents(_ path: FilePath) throws -> [UInt8] {
        let size = Int(try path.stat().size)
        let file = try FileDescriptor.open(path, .readOnly)
        return try file.closeAfter {
            try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
                count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
            }
        }
    }

    static func exists(_ path: FilePath) -> Bool { (try? path.stat()) != nil }

    @Test func `a blob is fetched and checked`() async throws {
        try await Self.withBlob { registry, test, descriptor, file in
            try await test.client.fetchBlob(descriptor, from: registry.reference(), to: file)
            #expect(try Self.contents(file) == Self.blob)
            #expect(!Self.exists(FilePath("\(file).partial")))
            #expect(try registry.request(.getBlob, 1).header("accept-encoding") == "identity")
        }
    }

    @Test func `a download that breaks off goes on where it was`() async throws {
        try await Self.withBlob { registry, test, descriptor, file in
            registry.fault(.getBlob, call: 1, .dropAfterResponseBytes(1_000_000))
            registry.fault(.getBlob, call: 2, .dropAfterResponseBytes(500_000))
            try await test.client.fetchBlob(descriptor, from: registry.reference(), to: file)
            #expect(try Self.contents(file) == Self.blob)
            #expect(registry.log(.getBlob).count == 3)
            #expect(try registry.request(.getBlob, 2).header("range")?.hasPrefix("bytes=") == true)
        }
    }

    @Test func `a later run goes on with what the one before has left`() async throws {
        try await Self.withBlob { registry, test, descriptor, file in
            let partial = try FileDescriptor.open(
                FilePath("\(file).partial"), .writeOnly, options: [.create], permissions: .ownerReadWrite)
            _ = try partial.closeAfter { try partial.writeAll(Self.blob[..<2_000_000]) }
            try await test.client.fetchBlob(descriptor, from: registry.reference(), to: file)
            #expect(try Self.contents(file) == Self.blob)
            #expect(registry.log(.getBlob).map { $0.header("range") } == ["bytes=2000000-"])
        }
    }

    @Test func `what was left and is wrong is fetched anew`() async throws {
        try await Self.withBlob { registry, test, descriptor, file in
            let partial = try FileDescriptor.open(
                FilePath("\(file).partial"), .writeOnly, options: [.create], permissions: .ownerReadWrite)
            _ = try partial.closeAfter { try partial.writeAll([UInt8](repeating: 1, count: 1000)) }
            try await test.client.fetchBlob(descriptor, from: registry.reference(), to: file)
            #expect(try Self.contents(file) == Self.blob)
            #expect(registry.log(.getBlob).map { $0.header("range") } == ["bytes=1000-", nil])
        }
    }

    @Test func `a registry that ignores Range is read from the start`() async throws {
        var options = RegistryStub.Options()
        options.honoursRange = false
        try await Self.withBlob(options) { registry, test, descriptor, file in
            registry.fault(.getBlob, call: 1, .dropAfterResponseBytes(1_000_000))
            try await test.client.fetchBlob(descriptor, from: registry.reference(), to: file)
            #expect(try Self.contents(file) == Self.blob)
        }
    }

    @Test func `another range than was asked for is not taken`() async throws {
        try await Self.withBlob { registry, test, descriptor, file in
            registry.fault(.getBlob, call: 1, .dropAfterResponseBytes(1_000_000))
            registry.fault(.getBlob, call: 2, .header("Content-Range", "bytes 5-2999999/3000000"))
            try await test.client.fetchBlob(descriptor, from: registry.reference(), to: file)
            #expect(try Self.contents(file) == Self.blob)
            #expect(try registry.request(.getBlob, 3).header("range") == nil)
        }
    }

    @Test func `damaged bytes never get the file's name`() async throws {
        try await Self.withBlob { registry, test, descriptor, file in
            registry.fault(.getBlob, call: 1, .corruptByte(at: 5))
            do {
                try await test.client.fetchBlob(descriptor, from: registry.reference(), to: file)
                Issue.record("no error")
            } catch RegistryError.digestDiffers(_, _, let expected, _) {
                #expect(expected == descriptor.digest)
            }
            #expect(!Self.exists(file))
        }
    }

    @Test func `more bytes than the descriptor has are an error before they fill the disk`() async throws {
        try await Self.withBlob { registry, test, descriptor, file in
            registry.fault(.getBlob, .zeros(1 << 30))
            await #expect(throws: RegistryError.self) {
                try await test.client.fetchBlob(descriptor, from: registry.reference(), to: file)
            }
            #expect(!Self.exists(file))
        }
    }

    @Test func `fewer bytes than the descriptor has are an error in the end`() async throws {
        try await Self.withBlob { registry, test, descriptor, file in
            registry.fault(.getBlob, .shortenBody(to: 10))
            await #expect(throws: RegistryError.self) {
                try await test.client.fetchBlob(descriptor, from: registry.reference(), to: file)
            }
            #expect(!Self.exists(file))
        }
    }

    @Test func `a signed address that has ended is replaced by the registry's next one`() async throws {
        var options = AuthenticationTests.bearer()
        options.blobSource = .storage(uses: 1)
        try await Self.withBlob(options, credentials: .tester) { registry, test, descriptor, file in
            registry.fault(.storage, call: 1, .dropAfterResponseBytes(1_000_000))
            registry.fault(.storage, call: 2, .answer(.init(403, body: "<Error>Request has expired</Error>")))
            try await test.client.fetchBlob(descriptor, from: registry.reference(), to: file)
            #expect(try Self.contents(file) == Self.blob)
            #expect(registry.strayAuthorizations.isEmpty)
            #expect(registry.log(.storage).last?.header("range")?.hasPrefix("bytes=") == true)
        }
    }

    @Test func `a blob that is not there is told`() async throws {
        try await Self.withBlob { registry, test, descriptor, file in
            registry.removeBlob(descriptor.digest, from: "digits")
            await #expect(throws: RegistryError.self) {
                try await test.client.fetchBlob(descriptor, from: registry.reference(), to: file)
            }
        }
    }

    @Test func `an empty blob is fetched`() async throws {
        try await Self.withBlob { registry, test, _, file in
            let empty = Descriptor(mediaType: .layerTar, digest: try registry.add(blob: [], to: "digits"), size: 0)
            try await test.client.fetchBlob(empty, from: registry.reference(), to: file)
            #expect(try Self.contents(file) == [])
        }
    }

    @Test func `a proxy that compresses all the same changes no digest`() async throws {
        var options = RegistryStub.Options()
        options.gzipsAnswers = true
        try await Self.withBlob(options) { registry, test, descriptor, file in
            try await test.client.fetchBlob(descriptor, from: registry.reference(), to: file)
            #expect(try Self.contents(file) == Self.blob)
            let image = try SampleImage()
            _ = try await test.client.push(image.blobs, to: [registry.reference()])
            #expect(try await test.client.manifest(registry.reference()).descriptor == image.manifest.descriptor)
        }
    }

    // MARK: Manifests

    static func withManifest(
        _ bytes: [UInt8], _ type: MediaType = .imageManifest,
        _ body: (RegistryStub, TestClient, Digest) async throws -> Void
    ) async throws {
        try await withClient { registry, test in
            let digest = try registry.add(manifest: bytes, mediaType: type, to: "digits", tag: "v1")
            try await body(registry, test, digest)
        }
    }

    @Test func `a manifest is found by tag and by digest, with one question`() async throws {
        guard case .bytes(let bytes) = try SampleImage().manifest.content else { return }
        try await Self.withManifest(bytes) { registry, test, digest in
            let byTag = try await test.client.manifest(registry.reference())
            #expect(byTag.bytes == bytes)
            #expect(byTag.descriptor.digest == digest)
            #expect(try await test.client.manifest(registry.reference("digits@\(digest)")) == byTag)
            #expect(try await test.client.manifest(digest, in: registry.reference()) == byTag)
            #expect(registry.log.map(\.route) == [.getManifest, .getManifest, .getManifest])
            let accept = try #require(registry.log[0].header("accept"))
            for type in ManifestKind.accepted { #expect(accept.contains(type)) }
        }
    }

    @Test func `manifest bytes that are not those of the digest are refused`() async throws {
        guard case .bytes(let bytes) = try SampleImage().manifest.content else { return }
        try await Self.withManifest(bytes) { registry, test, digest in
            registry.fault(.getManifest, .corruptByte(at: 20), .header("Docker-Content-Digest", nil))
            await #expect(throws: RegistryError.self) {
                try await test.client.manifest(registry.reference("digits@\(digest)"))
            }
            registry.clearFaults()
            registry.fault(.getManifest, .body(bytes + [32]))
            await #expect(throws: RegistryError.self) { try await test.client.manifest(registry.reference()) }
        }
    }

    @Test func `the registry and the manifest must agree on what it is`() async throws {
        guard case .bytes(let bytes) = try SampleImage().manifest.content else { return }
        try await Self.withManifest(bytes, .imageIndex) { registry, test, _ in
            registry.change { $0.checksAccept = false }
            await #expect(throws: RegistryError.self) { try await test.client.manifest(registry.reference()) }
            registry.fault(.getManifest, .header("Content-Type", "application/json; charset=utf-8"))
            let manifest = try await test.client.manifest(registry.reference())
            #expect(manifest.descriptor.mediaType == .imageManifest)
        }
    }

    @Test func `schema 1 is refused by name`() async throws {
        let type = MediaType(rawValue: "application/vnd.docker.distribution.manifest.v1+prettyjws")
        try await Self.withManifest(Array(#"{"schemaVersion":1}"#.utf8), type) { registry, test, _ in
            registry.change { $0.checksAccept = false }
            let reference = try registry.reference()
            await #expect(throws: RegistryError.schema1(host: registry.authority, what: reference.description)) {
                try await test.client.manifest(reference)
            }
        }
    }

    @Test func `a manifest without end, or a page of HTML, is refused`() async throws {
        guard case .bytes(let bytes) = try SampleImage().manifest.content else { return }
        try await Self.withManifest(bytes) { registry, test, _ in
            registry.fault(.getManifest, .zeros(1 << 30))
            await #expect(
                throws: RegistryError.tooLarge(host: registry.authority, what: "a manifest", bytesMax: 4 << 20)
            ) {
                try await test.client.manifest(registry.reference())
            }
            registry.clearFaults()
            registry.fault(.getManifest, .answer(.html(200, title: "Sign in")), .header("Docker-Content-Digest", nil))
            do {
                _ = try await test.client.manifest(registry.reference())
                Issue.record("no error")
            } catch RegistryError.unexpectedAnswer(_, _, let reason) {
                #expect(reason == "Sign in")
            }
        }
    }

    @Test func `an image that is not there is told by its name`() async throws {
        try await withClient { registry, test in
            let reference = try registry.reference()
            await #expect(throws: RegistryError.notFound(host: registry.authority, what: "image \(reference)")) {
                try await test.client.manifest(reference)
            }
        }
    }

    @Test func `a limit of pulls says how to get round it`() async throws {
        try await withClient { registry, test in
            registry.fault(.getManifest, .answer(.wait(.seconds(3600))))
            do {
                _ = try await test.client.manifest(registry.reference())
                Issue.record("no error")
            } catch let error as RegistryError {
                let text = error.diagnostics.map(\.description).joined()
                #expect(text.contains("3600 s"))
                #expect(text.contains("log in"))
            }
        }
    }
}
