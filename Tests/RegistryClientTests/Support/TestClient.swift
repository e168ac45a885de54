import CredentialStore
import OCISpec
import RegistryStub
import Synchronization
import SystemPackage
import Testing

@testable import RegistryClient

/// A client with a clock of its own, and what it has told.
final class TestClient: Sendable {
    let client: RegistryClient
    let time: TestTime
    private let events: EventLog

    private final class EventLog: Sendable {
        let events = Mutex<[TransferEvent]>([])
    }

    init(
        credentials: any CredentialSource = TestCredentials(), time: TestTime = TestTime(),
        _ change: (inout RegistryOptions) -> Void = { _ in }
    ) throws {
        var options = RegistryOptions()
        options.plainHTTP = true
        options.certificateFolders = []
        // The one wait that is the machine's own; where all tests run at once on two cores, a connection may take long.
        options.connectTimeout = .seconds(600)
        change(&options)
        let events = EventLog()
        self.events = events
        self.time = time
        client = try RegistryClient(
            options: options, credentials: credentials, timing: time.timing,
            report: { event in events.events.withLock { $0.append(event) } })
    }

    var told: [TransferEvent] { events.events.withLock { $0 } }

    /// The waits that were told, with their reasons.
    var waits: [String] {
        told.compactMap { if case .waiting(_, let duration, let reason) = $0 { "\(duration) \(reason)" } else { nil } }
    }
}

/// Runs `body` with a registry and a client for it, which both end afterwards.
@discardableResult
func withClient<Result>(
    _ options: RegistryStub.Options = RegistryStub.Options(), credentials: any CredentialSource = TestCredentials(),
    client change: (inout RegistryOptions) -> Void = { _ in },
    _ body: (RegistryStub, TestClient) async throws -> Result
) async throws -> Result {
    try await withRegistry(options) { registry in
        let test = try TestClient(credentials: credentials, change)
        do {
            let result = try await body(registry, test)
            try await test.client.shutdown()
            return result
        } catch {
            try? await test.client.shutdown()  // the error above is the one to tell
            throw error
        }
    }
}

extension RegistryStub {
    /// The image `digits` of this registry.
    func reference(_ name: String = "digits:v1") throws -> ImageReference {
        try ImageReference(parsing: "\(authority)/\(name)")
    }

    /// The `number`-th request of a route, counted from 1.
    func request(_ route: Route, _ number: Int) throws -> LoggedRequest {
        try #require(log(route).dropFirst(number - 1).first, "there was no request \(number)")
    }
}
