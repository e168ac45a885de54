import RegistryStub
import Synchronization
import Testing

@testable import RegistryClient

/// With which registries TLS is spoken.
struct HostDirectoryTests {
    @Test func `a registry on this machine without TLS is found out, and one elsewhere never`() async throws {
        let image = try SampleImage()
        try await withRegistry { registry in
            let test = try TestClient { $0.plainHTTP = false }
            _ = try await test.client.push(image.blobs, to: [registry.reference()])
            #expect(registry.tags("digits") == ["v1"])
            try await test.client.shutdown()
        }
        let directory = HostDirectory(
            transport: Unreached(), credentials: TestCredentials(), plainHTTP: false, timing: TestTime().timing,
            report: { _ in })
        #expect(try await directory.connection(to: "registry.example:5000").host.origin.scheme == .https)
    }

    /// What a server on this machine answers to a first request with TLS, and to one without.
    static let greetings: [(secure: Greeting, plain: Greeting, scheme: Origin.Scheme)] = [
        (.status(200), .status(200), .https), (.status(401), .silence(.noTLS(reason: "")), .https),
        (.untrusted, .status(200), .https),
        (.silence(.noTLS(reason: "")), .status(200), .http), (.silence(.dropped(reason: "")), .status(401), .http),
        (.silence(.dropped(reason: "")), .status(404), .http), (.silence(.dropped(reason: "")), .status(503), .http),
        // A connection that broke once, to servers that speak TLS and say so in their ways.
        (.silence(.dropped(reason: "")), .status(400), .https), (.silence(.dropped(reason: "")), .status(301), .https),
        (.silence(.dropped(reason: "")), .status(308), .https), (.silence(.dropped(reason: "")), .status(426), .https),
        (.silence(.dropped(reason: "")), .silence(.dropped(reason: "")), .https),
        (.silence(.notConnected(reason: "")), .silence(.notConnected(reason: "")), .https),
    ]

    @Test(arguments: greetings) func `TLS is done without only where a registry answers without it`(
        secure: Greeting, plain: Greeting, scheme: Origin.Scheme
    ) async throws {
        for name in ["127.0.0.1:5000", "localhost:5000"] {
            let directory = HostDirectory(
                transport: Server(secure: secure, plain: plain), credentials: TestCredentials(), plainHTTP: false,
                timing: TestTime().timing, report: { _ in })
            #expect(try await directory.connection(to: name).host.origin.scheme == scheme)
        }
    }

    @Test(arguments: [(TransportError.noTLS(reason: ""), Origin.Scheme.http), (.dropped(reason: ""), .https)])
    func `a registry that speaks no TLS and is busy is asked again`(secure: TransportError, scheme: Origin.Scheme)
        async throws
    {
        let server = BusyServer(secure: secure, silences: 3)
        let directory = HostDirectory(
            transport: server, credentials: TestCredentials(), plainHTTP: false, timing: TestTime().timing,
            report: { _ in })
        #expect(try await directory.connection(to: "127.0.0.1:5000").host.origin.scheme == scheme)
    }

    /// Answers without TLS, but not at first.
    private final class BusyServer: HTTPExchange {
        let secure: TransportError
        let silences: Mutex<Int>

        init(secure: TransportError, silences: Int) {
            self.secure = secure
            self.silences = Mutex(silences)
        }

        func send(_ request: RegistryRequest) async throws -> RegistryResponse {
            guard request.url.origin.scheme == .http else { throw secure }
            let isSilent = silences.withLock { left in
                left -= 1
                return left >= 0
            }
            if isSilent { throw TransportError.notConnected(reason: "no answer in time") }
            return RegistryResponse(status: 200, headers: [:], body: .init(), url: request.url)
        }
    }

    enum Greeting {
        case status(Int), silence(TransportError), untrusted
    }

    private struct Server: HTTPExchange {
        let secure: Greeting
        let plain: Greeting

        func send(_ request: RegistryRequest) async throws -> RegistryResponse {
            switch request.url.origin.scheme == .https ? secure : plain {
            case .status(let status): RegistryResponse(status: status, headers: [:], body: .init(), url: request.url)
            case .silence(let error): throw error
            case .untrusted: throw RegistryError.untrusted(host: "", reason: "")
            }
        }
    }

    @Test func `a user who wants no TLS hears what that means`() async throws {
        let notes = Mutex<[TransferEvent]>([])
        let directory = HostDirectory(
            transport: Unreached(), credentials: TestCredentials(), plainHTTP: true, timing: TestTime().timing,
            report: { event in notes.withLock { $0.append(event) } })
        #expect(try await directory.connection(to: "registry.example").host.origin.scheme == .http)
        _ = try await directory.connection(to: "registry.example")
        #expect(notes.withLock { $0 }.count == 1)
    }

    private struct Unreached: HTTPExchange {
        func send(_ request: RegistryRequest) async throws -> RegistryResponse {
            throw TransportError.notConnected(reason: "this must not be asked")
        }
    }
}
