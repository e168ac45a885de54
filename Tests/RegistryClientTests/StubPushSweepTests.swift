import BuildReport
import ImageAssembly
import RegistryStub
import Testing

@testable import RegistryClient

/// Every request of a push fails once, in every way; whatever comes of it, no tag leads to something incomplete.
@Suite(.timeLimit(.minutes(2))) struct StubPushSweepTests {
    @Test(arguments: StubSweep.Trouble.allCases)
    func `a push gets over any trouble with any one request`(trouble: StubSweep.Trouble) async throws {
        let image = try StubSweep.image()
        for number in 1...(try await StubSweep.requests(image, .open)) {
            try await Self.push(image, .open, trouble, with: number)
        }
    }

    @Test(arguments: [StubSweep.Kind.shortTokens, .elsewhere])
    func `the push of an index gets over trouble with any one request`(kind: StubSweep.Kind) async throws {
        let image = try StubSweep.index()
        let troubles = StubSweep.Trouble.allCases
        for number in 1...(try await StubSweep.requests(image, kind)) {
            try await Self.push(image, kind, troubles[number % troubles.count], with: number)
        }
    }

    /// Pushes while the `number`-th request has trouble.
    private static func push(
        _ image: [Blob], _ kind: StubSweep.Kind, _ trouble: StubSweep.Trouble, with number: Int
    ) async throws {
        let place: Comment = "\(kind), \(trouble) with request \(number)"
        try await withClient(
            kind.options, credentials: TestCredentials.tester, client: StubSweep.inOrder
        ) { registry, test in
            registry.fault(request: number, trouble.fault)
            do {
                let result = try await StubSweep.push(image, to: registry, by: test)
                #expect(result.digest == image.last?.descriptor.digest, place)
            } catch {
                Issue.record("\(place): \(error)\n\(registry.log.map(\.description).joined(separator: "\n"))")
            }
            #expect(registry.state(of: image) == .complete, place)
            #expect(registry.strayAuthorizations.isEmpty, place)
            #expect(test.time.sleeps.count <= 2, place)
            let waste = registry.uploadedBytes - StubSweep.bytesToSend(image)
            #expect((0...(trouble.isAfterWork ? 0 : 1000)).contains(waste), place)
        }
    }

    @Test(arguments: 0..<2)
    func `a request that is refused leaves no tag on something incomplete, and the next push is complete`(
        round: Int
    ) async throws {
        let image = try StubSweep.image()
        let statuses = [400, 403, 404, 405, 409, 410, 415, 422, 501]
        for number in 1...(try await StubSweep.requests(image, .elsewhere)) {
            let status = statuses[(number + 4 * round) % statuses.count]
            let place: Comment = "\(status) to request \(number)"
            try await withClient(
                StubSweep.Kind.elsewhere.options, credentials: TestCredentials.tester, client: StubSweep.inOrder
            ) { registry, test in
                registry.fault(request: number, .answer(.error(status, code: "SOMETHING", message: "no\u{1b}[2J")))
                do {
                    _ = try await StubSweep.push(image, to: registry, by: test)
                    #expect(registry.state(of: image) == .complete, place)
                } catch let error as RegistryError {
                    #expect(registry.state(of: image) != .broken, place)
                    Self.expectDiscretion(of: error, place)
                }
                _ = try await StubSweep.push(image, to: registry, by: test)
                #expect(registry.state(of: image) == .complete, place)
            }
        }
    }

    /// An error tells neither passwords nor tokens nor the signed parts of addresses, and sends a terminal no commands.
    private static func expectDiscretion(of error: RegistryError, _ place: Comment) {
        let text = error.diagnostics.map(\.description).joined(separator: "\n") + "\(error)"
        for secret in ["s3cret", "token-", "_state", "dGVzdGVy", "X-Signature"] {
            #expect(!text.contains(secret), place)
        }
        #expect(!error.diagnostics.contains { $0.description.contains("\u{1b}") }, place)
        #expect(!error.diagnostics.isEmpty, place)
    }

    @Test(arguments: [false, true])
    func `a push that is cancelled at any request ends at once and leaves no tag on something incomplete`(
        afterWork: Bool
    ) async throws {
        let image = try StubSweep.image()
        for number in 1...(try await StubSweep.requests(image, .open)) {
            try await withClient(client: StubSweep.inOrder) { registry, test in
                let gate = RegistryStub.Gate()
                registry.fault(request: number, afterWork ? .workThenHold(gate) : .hold(gate))
                let push = Task { try await StubSweep.push(image, to: registry, by: test) }
                await gate.waitForArrivals()
                push.cancel()
                // The gate is still closed: nothing but the cancellation can end the push.
                await #expect(throws: CancellationError.self, "request \(number)") { _ = try await push.value }
                #expect(registry.state(of: image) != .broken, "request \(number)")
                gate.open()
                _ = try await StubSweep.push(image, to: registry, by: test)
                #expect(registry.state(of: image) == .complete, "request \(number)")
            }
        }
    }

    @Test(arguments: 1...8) func `a push gets through a storm`(seed: UInt64) async throws {
        let image = try StubSweep.image()
        let kind = StubSweep.Kind.allCases[Int(seed) % 4]
        try await withClient(
            kind.options, credentials: TestCredentials.tester, client: StubSweep.inOrder
        ) { registry, test in
            let troubles = StubSweep.Trouble.allCases
            for (index, number) in SampleImage.bytes(600, seed: seed).enumerated() where number < 40 {
                registry.fault(request: index + 1, troubles[Int(number) % troubles.count].fault)
            }
            do {
                _ = try await StubSweep.push(image, to: registry, by: test)
            } catch {
                Issue.record("\(error)\n\(registry.log.map(\.description).joined(separator: "\n"))")
            }
            #expect(registry.state(of: image) == .complete)
            #expect(registry.strayAuthorizations.isEmpty)
        }
    }

    @Test(arguments: StubSweep.Trouble.allCases)
    func `uploads side by side get over trouble with every ninth request`(trouble: StubSweep.Trouble) async throws {
        let image = try SampleImage(layers: (1...8).map { SampleImage.bytes(2500, seed: $0) }).blobs
        try await withClient(
            StubSweep.Kind.tokens.options, credentials: TestCredentials.tester,
            client: {
                StubSweep.inOrder(&$0)
                $0.parallelUploads = 4
            }
        ) { registry, test in
            for number in stride(from: 5, to: 500, by: 9) { registry.fault(request: number, trouble.fault) }
            _ = try await StubSweep.push(image, to: registry, by: test)
            #expect(registry.state(of: image) == .complete)
        }
    }

    @Test(arguments: [RegistryStub.Route.startUpload, .commitUpload, .putManifest, .token])
    func `an error with a body without end is told all the same`(route: RegistryStub.Route) async throws {
        let image = try StubSweep.image()
        try await withClient(
            StubSweep.Kind.tokens.options, credentials: TestCredentials.tester
        ) { registry, test in
            registry.fault(route, .status(400), .zeros(1 << 40))
            await #expect(throws: RegistryError.self) { _ = try await StubSweep.push(image, to: registry, by: test) }
            #expect(registry.state(of: image) != .broken)
        }
    }

    @Test(arguments: ["", "{}", "[]", "null", #"{"errors":null}"#, #"{"errors":[{"code":7}]}"#, "\u{0}\u{1b}]0;x\u{7}"])
    func `an error in no known form is told with its status`(body: String) async throws {
        let image = try StubSweep.image()
        try await withClient { registry, test in
            registry.fault(.putManifest, .answer(.init(422, body: body)))
            let error = try await #require(throws: RegistryError.self) {
                _ = try await StubSweep.push(image, to: registry, by: test)
            }
            let text = error.diagnostics.map(\.description).joined(separator: "\n")
            #expect(text.contains("422"))
            #expect(!text.contains { $0 != "\n" && $0.isASCII && ($0.asciiValue ?? 32) < 32 })
        }
    }
}
