import BuildReport
import CredentialStore
import ImageAssembly
import OCISpec
import Subprocess
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import RegistryClient

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The client and a registry that others wrote, over real connections.
@Suite(.enabled(DockerRegistry.advice, DockerRegistry.isInstalled))
struct DockerRegistryTests {
    static let layers = (1...4).map { SampleImage.bytes(300_000 * $0, seed: UInt64($0)) }

    /// Runs `body` with a registry, what is needed to reach it, and a folder.
    static func withRegistry(
        _ mode: DockerRegistry.Mode = .plain,
        _ body: (DockerRegistry, FilePath) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { folder in
            try await DockerRegistry.with(mode) { try await body($0, folder) }
        }
    }

    /// Runs `body` with a client that can reach the registry.
    @discardableResult
    static func withClient<Result>(
        of registry: DockerRegistry, _ mode: DockerRegistry.Mode = .plain,
        change: (inout RegistryOptions) -> Void = { _ in },
        report: @escaping @Sendable (TransferEvent) -> Void = { _ in },
        _ body: (RegistryClient) async throws -> Result
    ) async throws -> Result {
        var options = RegistryOptions()
        options.certificateFolders = []
        options.connectTimeout = .seconds(600)
        if mode == .tls { options.caFile = registry.authorityFile } else { options.plainHTTP = true }
        change(&options)
        let client = try RegistryClient(
            options: options, credentials: mode == .passwords ? TestCredentials.tester : TestCredentials(),
            report: report)
        do {
            let result = try await body(client)
            try await client.shutdown()
            return result
        } catch {
            try? await client.shutdown()  // the error above is the one to tell
            throw error
        }
    }

    static func reference(_ registry: DockerRegistry, _ name: String = "team/digits:v1") throws -> ImageReference {
        try ImageReference(parsing: "\(registry.authority)/\(name)")
    }

    @Test(arguments: [DockerRegistry.Mode.plain, .relativeURLs, .passwords, .tls])
    func `an image goes up once, tags last, and comes back with the same digests`(
        mode: DockerRegistry.Mode
    ) async throws {
        let image = try SampleImage(layers: Self.layers)
        try await Self.withRegistry(mode) { registry, folder in
            let references = try [Self.reference(registry), Self.reference(registry, "team/digits:latest")]
            try await Self.withClient(of: registry, mode) { client in
                let result = try await client.push(image.blobs, to: references)
                #expect(Set(result.places[0].outcomes.values) == [.uploaded])
                let written = try registry.requests().filter { ["PUT", "PATCH", "POST"].contains($0.method) }
                #expect(
                    written.suffix(3).map { String($0.path.prefix { $0 != "?" }) }
                        == ["\(image.digest)", "v1", "latest"].map { "/v2/team/digits/manifests/\($0)" })
                #expect(written.dropLast(3).allSatisfy { $0.path.hasPrefix("/v2/team/digits/blobs/") })

                let before = try registry.requests().count
                let again = try await client.push(image.blobs, to: references)
                #expect(again.isUnchanged)
                #expect(again.bytesSent == 0)
                let asked = try registry.requests().dropFirst(before)
                #expect(asked.map(\.method) == ["HEAD", "HEAD"])
            }
            // Somebody else, who knows nothing of the push.
            try await Self.withClient(of: registry, mode) { client in
                let found = try await client.manifest(references[1])
                #expect(found.descriptor.digest == image.digest)
                #expect(try Digest.of(found.bytes) == image.digest)
                for (layer, bytes) in zip(image.layers, Self.layers) {
                    let file = folder.appending(layer.descriptor.digest.hex)
                    try await client.fetchBlob(layer.descriptor, from: references[0], to: file)
                    #expect(try PullTests.contents(file) == bytes)
                }
            }
        }
    }

    @Test func `a stranger is refused, and a wrong password too`() async throws {
        let image = try SampleImage()
        try await Self.withRegistry(.passwords) { registry, _ in
            try await Self.withClient(of: registry) { client in
                await #expect(throws: RegistryError.self) {
                    try await client.push(image.blobs, to: [Self.reference(registry)])
                }
            }
            let options = { (options: inout RegistryOptions) in options.plainHTTP = true }
            let wrong = TestCredentials(.basic(username: "tester", password: Secret("s3cret")))
            let test = try TestClient(credentials: wrong, options)
            do {
                try await test.client.check(registry: registry.authority)
                Issue.record("no error")
            } catch RegistryError.unauthorized(_, _, _, let credentials, _) {
                #expect(credentials == "the test")
            }
            try await test.client.shutdown()
            #expect(try !registry.requests().contains { $0.method == "POST" })
        }
    }

    @Test func `layers of another repository are mounted, and not sent`() async throws {
        let image = try SampleImage(layers: Self.layers)
        try await Self.withRegistry { registry, _ in
            let base = try Self.reference(registry, "base:1")
            _ = try await Self.withClient(of: registry) { try await $0.push(image.blobs, to: [base]) }
            let result = try await Self.withClient(of: registry) {
                try await $0.push(image.blobs, to: [Self.reference(registry)], mountFrom: [base])
            }
            for layer in image.layers {
                #expect(result.places[0].outcomes[layer.descriptor.digest] == .mounted(from: "base"))
            }
            #expect(result.bytesSent == image.config.descriptor.size)
        }
    }

    @Test func `an upload that ends between two pieces goes on in another run`() async throws {
        try await ResumeTests.withLayer { image, _, state in
            try await Self.withRegistry { registry, _ in
                let reference = try Self.reference(registry)
                let size = image.layers[0].descriptor.size
                let stop = size / 8 * 5
                let change = { (options: inout RegistryOptions) in
                    ResumeTests.inPieces(&options)
                    options.stateFolder = state
                }
                let times = Mutex(0)
                let report = { @Sendable (event: TransferEvent) in
                    guard event == .advanced(image.layers[0].descriptor.digest, bytes: stop) else { return }
                    // The first time it is the end of a piece, told by whoever sends it; the second time it is the begin
                    // of the next, told by the task of the upload before the first byte goes.
                    let count = times.withLock { times in
                        times += 1
                        return times
                    }
                    if count == 2 { withUnsafeCurrentTask { $0?.cancel() } }
                }
                await #expect(throws: CancellationError.self) {
                    try await Self.withClient(of: registry, change: change, report: report) {
                        try await $0.push(image.blobs, to: [reference])
                    }
                }
                try await Self.withClient(of: registry) { client in
                    await #expect(throws: RegistryError.self) { try await client.manifest(reference) }
                }
                let result = try await Self.withClient(of: registry, change: change) {
                    try await $0.push(image.blobs, to: [reference])
                }
                #expect(result.places[0].outcomes[image.layers[0].descriptor.digest] == .resumed(offset: stop))
                #expect(result.bytesSent == size - stop + image.config.descriptor.size)
            }
        }
    }

    @Test func `a registry that is read-only says so, and nothing is there afterwards`() async throws {
        let image = try SampleImage()
        try await Self.withRegistry(.readOnly) { registry, _ in
            try await Self.withClient(of: registry) { client in
                do {
                    _ = try await client.push(image.blobs, to: [Self.reference(registry)])
                    Issue.record("no error")
                } catch let error as RegistryError {
                    let diagnostic = try #require(error.diagnostics.first)
                    #expect(diagnostic.message.hasPrefix("the registry refuses to open an upload: HTTP 405"))
                    #expect(diagnostic.remedies == ["check that the registry is not in a read-only mode"])
                }
                await #expect(throws: RegistryError.self) { try await client.manifest(Self.reference(registry)) }
            }
        }
    }

    @Test func `the process has ended when a test fails`() async throws {
        struct Failure: Error {}
        var process: ProcessIdentifier?
        do {
            try await DockerRegistry.with { registry in
                process = registry.process
                throw Failure()
            }
        } catch is Failure {}
        // It is waited for as well: nobody is left who could be sent a signal.
        #expect(kill(try #require(process).value, 0) == -1)
    }
}
