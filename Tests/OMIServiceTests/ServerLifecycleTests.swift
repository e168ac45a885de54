import GRPCCore
import GRPCNIOTransportHTTP2Posix
import Logging
import ModelHost
import OMIProtocol
import OMIStubs
import Synchronization
import Testing

@testable import ModelRPC
@testable import OMIService

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite(.timeLimit(.minutes(1)))
struct ServerLifecycleTests {
    @Test(arguments: [
        ("PSC_MODEL_PORT", "http", "a port number from 0 to 65535"),
        ("PSC_MODEL_PORT", "65536", "a port number from 0 to 65535"),
        ("OMI_MAX_MESSAGE_BYTES", "256M", "a whole number from 1 to 2147483647"),
        ("OMI_MAX_MESSAGE_BYTES", "0", "a whole number from 1 to 2147483647"),
        ("OMI_MAX_MESSAGE_BYTES", "2147483648", "a whole number from 1 to 2147483647"),
    ])
    func `a malformed variable is refused`(name: String, value: String, expected: String) throws {
        #expect(throws: RuntimeEnvironmentError.malformed(name: name, value: value, expected: expected)) {
            try Self.server([name: value])
        }
    }

    @Test func `without variables it is port 45000 and 256 MiB`() throws {
        let settings = try OMISettings(RuntimeEnvironment(variables: [:]))
        #expect(settings.port == 45000)
        #expect(settings.limits.messageBytes == 268_435_456)
    }

    @Test func `a port that is in use is refused, and named`() async throws {
        try await withServer(of: CompleteModel.self) { test in
            let second = try Self.server(["PSC_MODEL_PORT": "\(test.port)"])
            await #expect(throws: ListenError.portInUse(test.port, setting: "PSC_MODEL_PORT")) {
                try await second.run { Issue.record("listening: \($0)") }
            }
        }
    }

    @Test(arguments: [EAFNOSUPPORT, EADDRNOTAVAIL])
    func `without IPv6 it listens on IPv4`(reason: CInt) throws {
        let socket = try ListeningSocket.bound(toPort: 0, setting: "PORT") { family in
            guard family == AF_INET6 else { return openStream(family: family) }
            errno = reason
            return -1
        }
        defer { _ = close(socket.descriptor) }
        #expect(socket.address.hasPrefix("0.0.0.0:"))
        #expect(!socket.address.hasSuffix(":0"))
    }

    @Test func `another failure than a lack of IPv6 is told`() throws {
        let families = Mutex<[CInt]>([])
        #expect(throws: ListenError.cannotListen(port: 8080, reason: "Too many open files")) {
            try ListeningSocket.bound(toPort: 8080, setting: "PORT") { family in
                families.withLock { $0.append(family) }
                errno = EMFILE
                return -1
            }
        }
        #expect(families.withLock { $0 } == [AF_INET6])
    }

    @Test func `it listens on both IP families`() async throws {
        try await withServer(of: CompleteModel.self) { test in
            await test.loadModel()
            let targets: [@Sendable (Int) -> any ResolvableTarget] = [
                { .ipv4(address: "127.0.0.1", port: $0) }, { .ipv6(address: "::1", port: $0) },
            ]
            for target in targets {
                let response = try await test.withClient(at: target) {
                    try await ModzyModel.Client(wrapping: $0).status(StatusRequest())
                }
                #expect(response.statusCode == 200)
            }
        }
    }

    @Test func `it says what it serves and where`() async throws {
        let server = try Self.server(["PSC_MODEL_PORT": "0"])
        let text = Mutex("")
        try await server.run { listening in
            text.withLock { $0 = listening }
            server.beginGracefulShutdown()
        }
        #expect(text.withLock { $0.wholeMatch(of: /OMI \(gRPC\) on \[::\]:[1-9][0-9]*/) != nil })
        #expect(OMIServer.interface == "omi")
    }

    @Test func `a shutdown before it listens makes it return at once`() async throws {
        let server = try Self.server(["PSC_MODEL_PORT": "0"])
        server.beginGracefulShutdown()
        server.beginGracefulShutdown()
        try await server.run { Issue.record("listening: \($0)") }
    }

    @Test func `a shutdown lets a call that runs finish, and refuses others`() async throws {
        try await withServer(of: CompleteModel.self) { test in
            await test.loadModel()
            try await test.withModelClient { client in
                async let run = client.run(
                    .with { $0.inputs = [.with { $0.input = ["input": .init("wait".utf8)] }] })
                await test.script.predicting.wait()
                test.server.beginGracefulShutdown()
                let (health, error) = try await test.withClient { late in
                    let health = try await Grpc_Health_V1_Health.Client(wrapping: late).check(.init())
                    let error = await #expect(throws: RPCError.self) {
                        try await ModzyModel.Client(wrapping: late).run(RunRequest())
                    }
                    return (health.status, error)
                }
                #expect(health == .notServing)
                #expect(error?.code == .unavailable)
                #expect(error?.message == "the server is shutting down")
                #expect(!test.script.cancelled.isOpen)
                test.script.mayAnswer.open()
                let response = try await run
                #expect(response.outputs.map(\.success) == [true])
            }
        }
    }

    @Test func `after a shutdown the port is closed`() async throws {
        let port = Mutex(0)
        try await withServer(of: CompleteModel.self) { test in port.withLock { $0 = test.port } }
        let socket = try ListeningSocket.bound(toPort: port.withLock { $0 }, setting: "PORT")
        _ = close(socket.descriptor)
    }

    @Test func `the shutdown call is answered although it ends the server`() async throws {
        try await withServer(of: CompleteModel.self) { test in
            test.server.onShutdownRequest { [server = test.server] in server.beginGracefulShutdown() }
            let response = try await test.withModelClient { try await $0.shutdown(ShutdownRequest()) }
            #expect(response.statusCode == 200)
            #expect(response.status == "OK")
            #expect(response.message == "Model Shutdown Successfully.")
        }
    }

    @Test func `a shutdown call that the environment forbids is denied and asks for nothing`() async throws {
        try await withServer(of: CompleteModel.self, variables: ["OMI_ALLOW_SHUTDOWN": "off"]) { test in
            test.server.onShutdownRequest { Issue.record("the process would end") }
            let error = try await test.withModelClient { client in
                await #expect(throws: RPCError.self) { try await client.shutdown(ShutdownRequest()) }
            }
            #expect(error?.code == .permissionDenied)
            #expect(error?.message.contains("OMI_ALLOW_SHUTDOWN") == true)
        }
    }

    @Test func `a second shutdown call is answered and asks for nothing`() async throws {
        try await withServer(of: CompleteModel.self) { test in
            let requests = Atomic(0)
            test.server.onShutdownRequest { requests.add(1, ordering: .relaxed) }
            let responses = try await test.withModelClient { client in
                [try await client.shutdown(ShutdownRequest()), try await client.shutdown(ShutdownRequest())]
            }
            #expect(responses.map(\.statusCode) == [200, 200])
            #expect(requests.load(ordering: .relaxed) == 1)
        }
    }

    /// A server of a model that is never loaded.
    private static func server(_ variables: [String: String]) throws -> OMIServer {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let host = ModelHost(CompleteModel.self, context: Script().context(), logger: logger)
        return try OMIServer(host: host, environment: RuntimeEnvironment(variables: variables), logger: logger)
    }
}
