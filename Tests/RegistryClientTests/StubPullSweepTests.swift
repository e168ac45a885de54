import ImageAssembly
import OCISpec
import RegistryStub
import SystemPackage
import TestSupport
import Testing

@testable import RegistryClient

/// A blob that is fetched breaks off or is wrong at every place; what gets its name is always right.
@Suite(.timeLimit(.minutes(2))) struct StubPullSweepTests {
    private static let content = SampleImage.bytes(2500, seed: 5)
    private static let places = [0, 1, 2, 255, 1023, 1024, 1025, 2047, 2498, 2499]

    /// Runs `body` with a blob of the registry's, and a place for it.
    private static func withBlob(
        _ kind: StubSweep.Kind = .open, _ change: (inout RegistryStub.Options) -> Void = { _ in },
        _ body: (RegistryStub, TestClient, Fetch) async throws -> Void
    ) async throws {
        var options = kind.options
        change(&options)
        try await withTemporaryDirectory { folder in
            try await withClient(options, credentials: TestCredentials.tester) { registry, test in
                let digest = try registry.add(blob: content, to: "digits")
                let descriptor = Descriptor(mediaType: .layerTar, digest: digest, size: Int64(content.count))
                let fetch = Fetch(
                    client: test.client, descriptor: descriptor, reference: try registry.reference(),
                    file: folder.appending("blob"))
                try await body(registry, test, fetch)
            }
        }
    }

    private struct Fetch {
        let client: RegistryClient
        let descriptor: Descriptor
        let reference: ImageReference
        let file: FilePath

        func callAsFunction() async throws { try await client.fetchBlob(descriptor, from: reference, to: file) }

        /// The bytes under the name; nil when nothing has it.
        func bytes() throws -> [UInt8]? {
            guard let open = try? FileDescriptor.open(file, .readOnly) else { return nil }  // it is not there
            return try open.closeAfter {
                try [UInt8](unsafeUninitializedCapacity: 10_000) {
                    $1 = try open.read(into: UnsafeMutableRawBufferPointer($0))
                }
            }
        }
    }

    @Test(arguments: StubSweep.Kind.allCases)
    func `a blob that breaks off anywhere goes on from there`(kind: StubSweep.Kind) async throws {
        for place in Self.places {
            try await Self.withBlob(kind) { registry, _, fetch in
                let route: RegistryStub.Route = kind == .elsewhere ? .storage : .getBlob
                // The first question is answered with a challenge where there are tokens.
                registry.fault(route, call: [.open, .elsewhere].contains(kind) ? 1 : 2, .dropAfterResponseBytes(place))
                try await fetch()
                #expect(try fetch.bytes() == Self.content, "byte \(place)")
                let ranges = registry.log(route).filter { ($0.status ?? 0) < 300 }.map { $0.header("range") }
                #expect(ranges == [nil, place == 0 ? nil : "bytes=\(place)-"])
                #expect(registry.strayAuthorizations.isEmpty)
            }
        }
    }

    @Test func `a blob that breaks off again and again comes, as long as each try brings something`() async throws {
        try await Self.withBlob { registry, test, fetch in
            registry.fault(.getBlob, .dropAfterResponseBytes(100))
            try await fetch()
            #expect(try fetch.bytes() == Self.content)
            #expect(registry.log(.getBlob).count == 25)
        }
    }

    @Test func `a wrong byte anywhere keeps the blob from its name, and the next fetch from using what came`()
        async throws
    {
        for place in Self.places {
            try await Self.withBlob { registry, _, fetch in
                registry.fault(.getBlob, call: 1, .corruptByte(at: place))
                let error = await #expect(throws: RegistryError.self) { try await fetch() }
                #expect(error.map { if case .digestDiffers = $0 { true } else { false } } == true, "\(error as Any)")
                #expect(try fetch.bytes() == nil)
                try await fetch()
                #expect(try fetch.bytes() == Self.content)
            }
        }
    }

    @Test func `a byte that was wrong before the connection broke is found at the end`() async throws {
        try await Self.withBlob { registry, _, fetch in
            registry.fault(.getBlob, call: 1, .corruptByte(at: 7), .dropAfterResponseBytes(100))
            await #expect(throws: RegistryError.self) { try await fetch() }
            #expect(try fetch.bytes() == nil)
            try await fetch()
            #expect(try fetch.bytes() == Self.content)
        }
    }

    @Test func `a body that is shorter than the blob is asked for the rest`() async throws {
        try await Self.withBlob { registry, _, fetch in
            registry.fault(.getBlob, call: 1, .shortenBody(to: 1000))
            try await fetch()
            #expect(try fetch.bytes() == Self.content)
            #expect(registry.log(.getBlob).last?.header("range") == "bytes=1000-")
        }
    }

    @Test(arguments: ["bytes 999-2499/2500", "bytes 1001-2499/2500", "bytes 1000-2499/2501", "1000-2499", ""])
    func `a rest that begins elsewhere is not used`(range: String) async throws {
        try await Self.withBlob { registry, _, fetch in
            registry.fault(.getBlob, call: 1, .dropAfterResponseBytes(1000))
            registry.fault(.getBlob, call: 2, .header("Content-Range", range), .body(SampleImage.bytes(1500, seed: 9)))
            try await fetch()
            #expect(try fetch.bytes() == Self.content)
            #expect(registry.log(.getBlob).count == 3)
        }
    }

    @Test func `a signed address that has ended is replaced, and what came before is kept`() async throws {
        try await Self.withBlob(.open, { $0.blobSource = .storage(uses: 1) }) { registry, _, fetch in
            registry.fault(.storage, call: 1, .dropAfterResponseBytes(1000))
            registry.fault(.storage, call: 2, .answer(.init(403)))
            try await fetch()
            #expect(try fetch.bytes() == Self.content)
            #expect(registry.log(.storage).last?.header("range") == "bytes=1000-")
            #expect(registry.log(.getBlob).count == 3)
        }
    }

    @Test func `trouble of any kind with a fetch passes`() async throws {
        for kind in StubSweep.Kind.allCases {
            for trouble in StubSweep.Trouble.allCases {
                try await Self.withBlob(kind) { registry, _, fetch in
                    for number in 1...3 { registry.fault(request: number, trouble.fault) }
                    do {
                        try await fetch()
                        #expect(try fetch.bytes() == Self.content, "\(kind) \(trouble)")
                    } catch {
                        Issue.record("\(kind) \(trouble): \(error)")
                    }
                }
            }
        }
    }

    @Test func `a fetch that is cancelled ends at once, keeps what came, and goes on the next time`() async throws {
        try await Self.withBlob { registry, test, fetch in
            registry.fault(.getBlob, call: 1, .dropAfterResponseBytes(1000))
            let gate = RegistryStub.Gate()
            registry.fault(.getBlob, call: 2, .hold(gate))
            let task = Task { try await fetch() }
            await gate.waitForArrivals()
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try fetch.bytes() == nil)
            gate.open()
            registry.clearLog()
            try await fetch()
            #expect(try fetch.bytes() == Self.content)
            #expect(registry.log(.getBlob).last?.header("range") == "bytes=1000-")
        }
    }
}
