import ImageAssembly
import OCISpec
import RegistryStub
import SystemPackage
import TestSupport
import Testing

@testable import RegistryClient

/// Uploads that break off, and those that a registry wants in another way.
struct ResumeTests {
    static let mib = 1 << 20
    static let big = SampleImage.bytes(8 << 20, seed: 7)

    /// An image whose one layer is in a file, since only those are large.
    static func withLayer<Result>(
        _ bytes: [UInt8] = big, _ body: (SampleImage, FilePath, FilePath) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryDirectory { folder in
            let file = folder.appending("layer")
            let descriptor = try FileDescriptor.open(
                file, .writeOnly, options: [.create], permissions: .ownerReadWrite)
            _ = try descriptor.closeAfter { try descriptor.writeAll(bytes) }
            let digest = try Digest.of(bytes)
            let layer = Blob(
                descriptor: Descriptor(mediaType: .layerTar, digest: digest, size: Int64(bytes.count)),
                content: .file(file))
            return try await body(try SampleImage(blobs: [layer]), file, folder.appending("state"))
        }
    }

    /// Pieces of one mebibyte.
    static func inPieces(_ options: inout RegistryOptions) {
        options.monolithicBytesMax = Int64(mib)
        options.chunkBytes = Int64(mib)
    }

    @Test func `a large blob goes in pieces`() async throws {
        try await Self.withLayer { image, _, _ in
            try await withClient(client: Self.inPieces) { registry, test in
                let result = try await test.client.push(image.blobs, to: [registry.reference()])
                #expect(registry.log(.patchUpload).count == 8)
                #expect(try registry.request(.patchUpload, 2).header("content-range") == "1048576-2097151")
                #expect(registry.blob(image.layers[0].descriptor.digest) == Self.big)
                #expect(result.bytesSent == Int64(registry.uploadedBytes))
            }
        }
    }

    @Test(arguments: RegistryStub.LocationStyle.allCases)
    func `an upload goes on wherever the registry says`(style: RegistryStub.LocationStyle) async throws {
        var options = RegistryStub.Options()
        options.locations = style
        options.auth = .bearer(.init())
        try await Self.withLayer { image, _, _ in
            try await withClient(options, credentials: TestCredentials.tester, client: Self.inPieces) {
                registry, test in
                _ = try await test.client.push(image.blobs, to: [registry.reference()])
                #expect(registry.blob(image.layers[0].descriptor.digest) == Self.big)
                #expect(registry.strayAuthorizations.isEmpty)
            }
        }
    }

    @Test(arguments: [0, 1, 1000, 700_000]) func `a connection that breaks costs a part of a piece`(
        bytes: Int
    ) async throws {
        try await Self.withLayer { image, _, _ in
            try await withClient(client: Self.inPieces) { registry, test in
                registry.fault(.patchUpload, call: 4, .dropAfterRequestBytes(bytes))
                _ = try await test.client.push(image.blobs, to: [registry.reference()])
                #expect(registry.blob(image.layers[0].descriptor.digest) == Self.big)
                #expect(registry.uploadedBytes <= Self.big.count + Self.mib + 1000)
                #expect(registry.log(.uploadStatus).count == 1)
                #expect(registry.log(.startUpload).count == 2)  // the configuration's as well
            }
        }
    }

    @Test func `a whole blob that breaks off goes on where it was`() async throws {
        try await Self.withLayer { image, _, _ in
            try await withClient { registry, test in
                registry.fault(.commitUpload, call: 1, .dropAfterRequestBytes(6 * Self.mib))
                _ = try await test.client.push(image.blobs, to: [registry.reference()])
                #expect(registry.blob(image.layers[0].descriptor.digest) == Self.big)
                let second = try #require(registry.log(.commitUpload).first { $0.header("content-range") != nil })
                #expect(second.header("content-range")?.hasPrefix("62914") == true)
            }
        }
    }

    @Test func `a session that is lost is begun anew`() async throws {
        try await Self.withLayer { image, _, _ in
            try await withClient(client: Self.inPieces) { registry, test in
                registry.fault(.patchUpload, call: 4, .dropAfterRequestBytes(5))
                registry.fault(.uploadStatus, call: 1, .answer(.error(404, code: "BLOB_UPLOAD_UNKNOWN")))
                _ = try await test.client.push(image.blobs, to: [registry.reference()])
                #expect(registry.blob(image.layers[0].descriptor.digest) == Self.big)
                #expect(registry.log(.startUpload).count == 3)
                #expect(registry.openUploads == 0)
            }
        }
    }

    @Test func `a registry that takes less than it was sent gets the rest`() async throws {
        try await Self.withLayer { image, _, _ in
            try await withClient(client: Self.inPieces) { registry, test in
                registry.fault(.patchUpload, call: 3, .takeOnly(1234))
                _ = try await test.client.push(image.blobs, to: [registry.reference()])
                #expect(registry.blob(image.layers[0].descriptor.digest) == Self.big)
                #expect(
                    try registry.request(.patchUpload, 4).header("content-range")?.hasPrefix("\(2 * Self.mib + 1234)-")
                        == true)
            }
        }
    }

    @Test func `an answer without Range or Location means that all was taken, here`() async throws {
        try await Self.withLayer { image, _, _ in
            var options = RegistryStub.Options()
            options.chunks.status = 201  // as Amazon answers
            try await withClient(options, client: Self.inPieces) { registry, test in
                registry.fault(.patchUpload, .header("Range", nil))
                _ = try await test.client.push(image.blobs, to: [registry.reference()])
                #expect(registry.blob(image.layers[0].descriptor.digest) == Self.big)
            }
        }
    }

    @Test(arguments: [true, false]) func `416 is mended from its Range, or by asking`(explains: Bool) async throws {
        try await Self.withLayer { image, _, _ in
            var options = RegistryStub.Options()
            options.chunks.explainsRange = explains
            try await withClient(options, client: Self.inPieces) { registry, test in
                // The third piece arrives, and the answer to it says less.
                registry.fault(.patchUpload, call: 3, .header("Range", "0-1999999"))
                _ = try await test.client.push(image.blobs, to: [registry.reference()])
                #expect(registry.blob(image.layers[0].descriptor.digest) == Self.big)
                #expect(registry.log(.uploadStatus).count <= 1)
                #expect(registry.log(.startUpload).count == 2)
            }
        }
    }

    @Test(arguments: [400, 405, 413, 416]) func `a registry without pieces gets the blob whole, and is remembered`(
        status: Int
    ) async throws {
        try await Self.withLayer { image, _, _ in
            var options = RegistryStub.Options()
            options.chunks.refusedStatus = status
            try await withClient(options, client: Self.inPieces) { registry, test in
                _ = try await test.client.push(image.blobs, to: [registry.reference()])
                #expect(registry.blob(image.layers[0].descriptor.digest) == Self.big)
                #expect(registry.log(.patchUpload).count == 1)
                _ = try await test.client.push(image.blobs, to: [registry.reference("other:1")])
                #expect(registry.log(.patchUpload).count == 1)
                #expect(registry.openUploads == 0)
            }
        }
    }

    @Test func `a registry with a silent limit of pieces gets the blob whole`() async throws {
        try await Self.withLayer { image, _, _ in
            var options = RegistryStub.Options()
            options.chunks.silentBytesMax = 1000
            try await withClient(options, client: Self.inPieces) { registry, test in
                _ = try await test.client.push(image.blobs, to: [registry.reference()])
                #expect(registry.blob(image.layers[0].descriptor.digest) == Self.big)
            }
        }
    }

    @Test func `a proxy that takes only short bodies gets pieces that fit`() async throws {
        try await Self.withLayer { image, _, _ in
            var options = RegistryStub.Options()
            options.requestBodyBytesMax = 3 * Self.mib
            try await withClient(options) { registry, test in
                _ = try await test.client.push(image.blobs, to: [registry.reference()])
                #expect(registry.blob(image.layers[0].descriptor.digest) == Self.big)
                #expect(registry.log(.patchUpload).last?.bodyBytes ?? 0 <= 3 * Self.mib)
            }
        }
    }

    @Test func `the registry's lengths of pieces are kept`() async throws {
        try await Self.withLayer { image, _, _ in
            var options = RegistryStub.Options()
            options.chunks.bytesMin = 3 * Self.mib
            try await withClient(options, client: Self.inPieces) { registry, test in
                _ = try await test.client.push(image.blobs, to: [registry.reference()])
                #expect(registry.log(.patchUpload).map(\.bodyBytes) == [3, 3, 2].map { $0 * Self.mib })
            }
            options.chunks = .init()
            options.chunks.bytesMax = 512 << 10
            try await withClient(options, client: Self.inPieces) { registry, test in
                _ = try await test.client.push(image.blobs, to: [registry.reference()])
                #expect(registry.log(.patchUpload).count == 16)
            }
        }
    }

    @Test func `a commit that was answered 500 after it was done is found out`() async throws {
        let image = try SampleImage(layers: [[1, 2, 3]])
        try await withClient { registry, test in
            registry.fault(.commitUpload, call: 1, .workThenAnswer(.error(500, code: "UNKNOWN")))
            registry.fault(.commitUpload, call: 2, .workThenDrop)
            _ = try await test.client.push(image.blobs, to: [registry.reference()])
            #expect(registry.log(.commitUpload).count == 2)
            #expect(registry.uploadedBytes == 3 + Int(image.config.descriptor.size))
        }
    }

    @Test func `bytes that are damaged on the way are sent once more`() async throws {
        let image = try SampleImage(layers: [[1, 2, 3]])
        try await withClient { registry, test in
            registry.fault(.commitUpload, call: 1, .answer(.error(400, code: "DIGEST_INVALID")))
            _ = try await test.client.push(image.blobs, to: [registry.reference()])
            #expect(registry.blob(image.layers[0].descriptor.digest) == [1, 2, 3])
        }
    }

    @Test func `a file that has changed is told as that`() async throws {
        try await Self.withLayer { image, file, _ in
            let descriptor = try FileDescriptor.open(file, .readWrite)
            _ = try descriptor.closeAfter { try descriptor.writeAll(toAbsoluteOffset: 5, [1, 2, 3]) }
            try await withClient { registry, test in
                let digest = image.layers[0].descriptor.digest
                await #expect(throws: RegistryError.sourceChanged(file, digest)) {
                    try await test.client.push(image.blobs, to: [registry.reference()])
                }
                #expect(registry.tags("digits").isEmpty)
            }
            let shortened = try FileDescriptor.open(file, .readWrite)
            try shortened.closeAfter { try shortened.resize(to: 1000) }
            try await withClient { registry, test in
                await #expect(throws: RegistryError.sourceChanged(file, image.layers[0].descriptor.digest)) {
                    try await test.client.push(image.blobs, to: [registry.reference()])
                }
            }
        }
    }

    @Test func `the digest that the registry tells is compared, and need not be told`() async throws {
        let image = try SampleImage(layers: [[1, 2, 3]])
        var options = RegistryStub.Options()
        options.namesDigests = false
        try await withClient(options) { registry, test in
            _ = try await test.client.push(image.blobs, to: [registry.reference()])
            #expect(registry.tags("digits") == ["v1"])
        }
        try await withClient { registry, test in
            registry.fault(.commitUpload, call: 1, .header("Docker-Content-Digest", "sha512:00"))
            await #expect(throws: RegistryError.self) {
                try await test.client.push(image.blobs, to: [registry.reference()])
            }
        }
    }

    // MARK: Across runs

    @Test func `a later run sends only the rest`() async throws {
        try await Self.withLayer { image, _, state in
            try await withRegistry { registry in
                let gate = RegistryStub.Gate()
                registry.fault(.patchUpload, call: 6, .hold(gate))
                let first = try TestClient {
                    Self.inPieces(&$0)
                    $0.stateFolder = state
                }
                let push = Task { try await first.client.push(image.blobs, to: [registry.reference()]) }
                await gate.waitForArrivals()
                // What a process leaves that is killed now: the state file, and the session.
                push.cancel()
                _ = await push.result
                gate.open()
                try await first.client.shutdown()
                registry.clearFaults()
                registry.clearLog()
                let before = registry.uploadedBytes

                let second = try TestClient {
                    Self.inPieces(&$0)
                    $0.stateFolder = state
                }
                let result = try await second.client.push(image.blobs, to: [registry.reference()])
                try await second.client.shutdown()
                let digest = image.layers[0].descriptor.digest
                #expect(registry.blob(digest) == Self.big)
                guard case .resumed(let offset)? = result.places[0].outcomes[digest] else {
                    Issue.record("not resumed: \(result)")
                    return
                }
                #expect(offset >= 5 * Int64(Self.mib))
                #expect(registry.uploadedBytes - before <= 3 * Self.mib + 1000)
                #expect(registry.log(.startUpload).count == 1)  // the configuration's
                #expect(try FolderFiles.list(state)?.filter { $0.string.contains("upload-") } == [])
            }
        }
    }

    @Test(arguments: ["", "{", "[]", #"{"host":1}"#, "\u{0}\u{1}"])
    func `a damaged state file does no harm`(contents: String) async throws {
        try await Self.withLayer { image, _, state in
            try await withRegistry { registry in
                let name = try #require(
                    SavedUpload.fileName(
                        host: registry.authority, repository: "digits", digest: image.layers[0].descriptor.digest))
                StateFolder(state).write("x", "y")
                for name in [name, "seen.json", "hosts.json"] {
                    let file = try FileDescriptor.open(
                        state.appending(name), .writeOnly, options: [.create], permissions: .ownerReadWrite)
                    _ = try file.closeAfter { try file.writeAll(contents.utf8) }
                }
                let test = try TestClient {
                    Self.inPieces(&$0)
                    $0.stateFolder = state
                }
                _ = try await test.client.push(image.blobs, to: [registry.reference()])
                try await test.client.shutdown()
                #expect(registry.blob(image.layers[0].descriptor.digest) == Self.big)
            }
        }
    }

    @Test func `an upload is kept for a day, for the same blob and place, and read by its owner alone`() async throws {
        try await withTemporaryDirectory { folder in
            let time = TestTime()
            let blob = Descriptor(mediaType: .layerTar, digest: try Digest.of([1]), size: 100)
            let location = try #require(RegistryURL(parsing: "https://h/u?sig=1"))
            let memory = TransferMemory(folder: StateFolder(folder.appending("s")), timing: time.timing)
            memory.save(location, offset: 60, of: blob, host: "h", repository: "r")
            #expect(memory.savedUpload(of: blob, host: "h", repository: "r")?.offset == 60)
            #expect(memory.savedUpload(of: blob, host: "h", repository: "r")?.location == location)
            #expect(memory.savedUpload(of: blob, host: "h", repository: "x") == nil)
            let file = try #require(try FolderFiles.list(folder.appending("s"))?.first)
            #expect(try file.stat().permissions == .ownerReadWrite)
            time.advance(by: .seconds(86_401))
            #expect(memory.savedUpload(of: blob, host: "h", repository: "r") == nil)
            #expect(try FolderFiles.list(folder.appending("s")) == [])
            memory.save(location, offset: 60, of: blob, host: "h", repository: "r")
            var other = blob
            other.size = 101
            #expect(memory.savedUpload(of: other, host: "h", repository: "r") == nil)
        }
    }

    @Test func `what was learned of a host is kept for a week`() async throws {
        try await withTemporaryDirectory { folder in
            let time = TestTime()
            TransferMemory(folder: StateFolder(folder), timing: time.timing).learn(
                HostLessons(isWholeOnly: true), of: "h")
            let later = TransferMemory(folder: StateFolder(folder), timing: time.timing)
            #expect(later.lessons(of: "h").isWholeOnly)
            time.advance(by: .seconds(8 * 86_400))
            #expect(!later.lessons(of: "h").isWholeOnly)
        }
    }
}
