import OCISpec
import RegistryStub
import Synchronization
import TestSupport
import Testing

@testable import RegistryClient

/// Registries in trouble, and how long one is patient with them.
struct FailureTests {
    @Test func `a registry in trouble is tried again, and its wishes are kept`() async throws {
        let image = try SampleImage(layers: [[1, 2, 3]])
        try await withClient { registry, test in
            registry.fault(.headManifest, call: 1, .answer(.wait(.seconds(7))))
            registry.fault(.startUpload, call: 1, .answer(.html(502)))
            registry.fault(.commitUpload, call: 1, .answer(.wait(.seconds(5), status: 503)))
            registry.fault(.putManifest, call: 1, .workThenDrop)
            _ = try await test.client.push(image.blobs, to: [registry.reference()])
            #expect(registry.tags("digits") == ["v1"])
            #expect(test.time.sleeps == [.seconds(7), .seconds(1), .seconds(5), .seconds(1)])
            #expect(test.waits.first == "7.0 seconds HTTP 429")
        }
    }

    @Test(arguments: [
        (RegistryStub.RetryAfter.missing, 1), (.seconds(0), 0), (.seconds(12), 12), (.pastDate, 0), (.garbage, 1),
        (.blank, 1), (.date("Sat, 28 Nov 2026 04:00:30 GMT"), 30),
    ])
    func `each form of Retry-After counts, for an upload as for a question`(
        form: RegistryStub.RetryAfter, seconds: Int
    ) async throws {
        let image = try SampleImage(layers: [[1, 2, 3]])
        try await withClient { registry, test in
            registry.fault(.commitUpload, call: 1, .answer(.wait(form)))
            _ = try await test.client.push(image.blobs, to: [registry.reference()])
            #expect(registry.tags("digits") == ["v1"])
            #expect(test.time.now == .seconds(seconds), "\(test.waits)")
        }
        try await withClient { registry, test in
            registry.fault(.headBlob, call: 1, .answer(.wait(form)))
            _ = try await test.client.push(image.blobs, to: [registry.reference()])
            #expect(test.time.now == .seconds(seconds), "\(test.waits)")
        }
    }

    @Test func `a wait of an hour is told and not waited`() async throws {
        let image = try SampleImage()
        try await withClient { registry, test in
            registry.fault(.getManifest, .answer(.wait(.seconds(3600))))
            await #expect(throws: RegistryError.asksToWait(host: registry.authority, seconds: 3600)) {
                try await test.client.manifest(registry.reference())
            }
            #expect(test.time.sleeps.isEmpty)
            registry.fault(.commitUpload, .answer(.wait(.seconds(3600))))
            await #expect(throws: RegistryError.asksToWait(host: registry.authority, seconds: 3600)) {
                try await test.client.push(image.blobs, to: [registry.reference()])
            }
            #expect(registry.openUploads == 0)
        }
    }

    @Test func `a registry that stays in trouble is given up, with what it said in one line`() async throws {
        try await withClient { registry, test in
            registry.fault(.getManifest, .answer(.html(503, title: "503 Backend is down")))
            do {
                _ = try await test.client.manifest(registry.reference())
                Issue.record("no error")
            } catch RegistryError.refused(let host, _, 503, _, let reason) {
                #expect(host == registry.authority)
                #expect(reason == "503 Backend is down")
            }
            #expect(registry.log(.getManifest).count == RetryPolicy().triesMax)
            #expect(test.time.sleeps == [1, 2, 4, 8, 16].map { .seconds($0) })
        }
    }

    @Test func `the waits of a whole push have one budget`() async throws {
        let image = try SampleImage(layers: (0..<6).map { SampleImage.bytes(10, seed: $0) })
        try await withClient(client: { $0.retryBudget = .seconds(20) }) { registry, test in
            registry.fault(.headBlob, .answer(.wait(.seconds(9))))
            await #expect(throws: RegistryError.asksToWait(host: registry.authority, seconds: 9)) {
                try await test.client.push(image.blobs, to: [registry.reference()])
            }
            #expect(test.time.now <= .seconds(20))
        }
    }

    @Test func `one 429 keeps everybody from the host`() async throws {
        let time = TestTime()
        let registry = Busy(time: time)
        let patience = Patience(
            host: "h", gate: HostGate(timing: time.timing), budget: RetryBudget(.seconds(600)), timing: time.timing,
            report: { _ in })
        let retrier = Retrier(next: registry, patience: patience)
        let url = RegistryURL(origin: Origin(scheme: .https, host: "h"), path: "/")
        let isFirst = Mutex(true)
        try await withThrowingTaskGroup(of: Int.self) { group in
            let (asked, other) = AsyncStream.makeStream(of: Void.self)
            time.onSleep { _ in
                guard
                    isFirst.withLock({ first in
                        defer { first = false }; return first
                    })
                else { return }
                // While one waits, another comes; it must end up waiting as well.
                other.yield()
                while time.sleeps.count < 2, registry.times.count < 2 { await Task.yield() }
            }
            group.addTask { try await retrier.send(RegistryRequest(method: .GET, url: url)).status }
            group.addTask {
                for await _ in asked { break }
                return try await retrier.send(RegistryRequest(method: .GET, url: url)).status
            }
            for try await status in group { #expect(status == 200) }
        }
        #expect(registry.times.count == 3)
        #expect(registry.times.dropFirst().allSatisfy { $0 >= .seconds(30) })
    }

    /// Answers the first request with 429 and notes when it was asked.
    private final class Busy: HTTPExchange {
        private let time: TestTime
        private let asked = Mutex<[Duration]>([])

        init(time: TestTime) {
            self.time = time
        }

        var times: [Duration] { asked.withLock { $0 } }

        func send(_ request: RegistryRequest) async throws -> RegistryResponse {
            let count = asked.withLock { asked in
                asked.append(time.now)
                return asked.count
            }
            return RegistryResponse(
                status: count == 1 ? 429 : 200, headers: ["Retry-After": "30"], body: .init(), url: request.url)
        }
    }

    @Test func `a redirect that does not end is an error`() async throws {
        try await withClient { registry, test in
            registry.fault(.getManifest, .answer(.redirect(to: "/v2/digits/manifests/v1")))
            await #expect(throws: RegistryError.redirectLoop(host: registry.authority)) {
                try await test.client.manifest(registry.reference())
            }
        }
    }

    @Test func `nobody listening is told after three tries`() async throws {
        let test = try TestClient()
        // A port that somebody has given back may be another test's registry by now.
        try await withSilentPort { port in
            do {
                _ = try await test.client.manifest(ImageReference(parsing: "127.0.0.1:\(port)/digits"))
                Issue.record("no error")
            } catch RegistryError.unreachable(_, let tries, let reason) {
                #expect(tries == 3)
                #expect(reason.lowercased().contains("refused"))
            }
        }
        try await test.client.shutdown()
    }

    @Test func `cancelling during a wait ends the push at once and the session with it`() async throws {
        let image = try SampleImage(layers: [[1, 2, 3]])
        try await withClient { registry, test in
            registry.fault(.commitUpload, .answer(.wait(.seconds(200), status: 503)))
            let waiting = RegistryStub.Gate()
            test.time.onSleep { _ in
                waiting.open()
                // As long as the machine's clock would let it: until it is cancelled.
                try await Task.sleep(for: .seconds(600))
            }
            let reference = try registry.reference()
            let push = Task { try await test.client.push(image.blobs, to: [reference]) }
            while test.time.sleeps.isEmpty { await Task.yield() }
            push.cancel()
            await #expect(throws: CancellationError.self) { try await push.value }
            #expect(registry.log(.cancelUpload).count == 1)
            #expect(registry.openUploads == 0)
            #expect(registry.tags("digits").isEmpty)
        }
    }

    @Test func `cancelling while a request hangs ends it`() async throws {
        let image = try SampleImage(layers: [[1, 2, 3]])
        try await withClient { registry, test in
            let gate = RegistryStub.Gate()
            registry.fault(.commitUpload, call: 1, .hold(gate))
            let reference = try registry.reference()
            let push = Task { try await test.client.push(image.blobs, to: [reference]) }
            await gate.waitForArrivals()
            push.cancel()
            await #expect(throws: CancellationError.self) { try await push.value }
            gate.open()
        }
    }

    @Test func `a registry's remarks are told once each`() async throws {
        let image = try SampleImage()
        var options = RegistryStub.Options()
        options.warnings = [#"299 - "your plan ends soon""#, #"110 - "stale""#]
        try await withClient(options) { registry, test in
            _ = try await test.client.push(image.blobs, to: [registry.reference()])
            let warnings = test.told.filter { if case .warning = $0 { true } else { false } }
            #expect(warnings == [.warning(host: registry.authority, "your plan ends soon")])
        }
    }
}
