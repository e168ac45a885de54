import ChassisModel
import Logging
import ModelHost
import ServerConnections
import ServerInterface
import Synchronization
import Testing

@testable import ChassisServer

@Suite struct ServerProcessTests {
    private struct Twice: TypedModel {
        static let metadata = ModelMetadata(name: "twice", version: "1")
        init(context: ModelContext) {}
        func predict(_ input: Int) -> Int { 2 * input }
    }

    private struct Broken: TypedModel {
        static let metadata = ModelMetadata(name: "broken", version: "1")
        struct NoWeights: Error {}
        init(context: ModelContext) throws { throw NoWeights() }
        func predict(_ input: Int) -> Int { input }
    }

    /// A server without a port: it runs until it is told to stop, or throws, as its variable `FAKE` says.
    private final class FakeServer: InferenceServer {
        static let interface = "fake"
        private let host: ModelHost
        private let mode: String
        private let (stops, continuation) = AsyncStream.makeStream(of: Void.self)
        private let handler = Mutex<(@Sendable () -> Void)?>(nil)

        init(
            host: ModelHost, environment: RuntimeEnvironment, security: (any SecuritySource)?, logger: Logger
        ) throws {
            self.host = host
            mode = environment["FAKE"] ?? ""
            _ = try environment.port("FAKE_PORT", default: 1)
        }

        func run(onListening: @escaping @Sendable (String) -> Void) async throws {
            struct AddressInUse: Error {}
            if mode == "bind-fails" { throw AddressInUse() }
            onListening("nothing, on no port")
            if mode == "client-stops" { handler.withLock { $0 }?() }
            for await _ in stops {
                if mode != "never-drains" { return }
            }
        }

        func beginGracefulShutdown() {
            // Readiness has to be withdrawn before the port is closed.
            if host.state == .draining { continuation.yield() }
        }
        func onShutdownRequest(_ handler: @escaping @Sendable () -> Void) { self.handler.withLock { $0 = handler } }
    }

    private func serve(
        _ variables: [String: String] = [:], arguments: [String] = [], stop: Bool = true
    ) async -> ServerProcess.ExitCode {
        let requests = StopRequests()
        if stop { requests.request(.interrupted) }
        return await ServerProcess(arguments: arguments, variables: variables, stopRequests: requests)
            .serve(Twice.self, over: FakeServer.self)
    }

    @Test func `a stop request ends the process with 0`() async {
        #expect(await serve() == .stopped)
    }

    @Test func `a client's shutdown call ends the process with 0`() async {
        #expect(await serve(["FAKE": "client-stops"], stop: false) == .stopped)
    }

    @Test func `a port that cannot be bound is a failure`() async {
        #expect(await serve(["FAKE": "bind-fails"], stop: false) == .failed)
    }

    @Test func `a drain that takes longer than its limit is cut off and a failure`() async {
        #expect(await serve(["FAKE": "never-drains", "SHUTDOWN_TIMEOUT": "0.01"]) == .failed)
    }

    @Test(arguments: [
        ["FAKE_PORT": "http"], ["FAKE_PORT": "65536"], ["LOG_LEVEL": "loud"], ["SHUTDOWN_TIMEOUT": "-1"],
        ["SHUTDOWN_TIMEOUT": "soon"], ["LAME_DUCK": "-1"], ["LOG_FORMAT": "xml"], ["WARM_UP": "maybe"],
        ["EXIT_ON_LOAD_FAILURE": "2"], ["MAX_QUEUE": "-1"], ["TLS_CERT_FILE": "/c.pem"], ["TLS_KEY_FILE": "/k.pem"],
    ])
    func `a malformed variable is bad usage`(variables: [String: String]) async {
        #expect(await serve(variables) == .badUsage)
    }

    @Test(arguments: [["serve"], ["--http_port"], ["--"]])
    func `a malformed argument is bad usage`(arguments: [String]) async {
        #expect(await serve(arguments: arguments) == .badUsage)
    }

    /// How long a server lasts that gets `reasons` at once.
    private func life(_ reasons: [StopReason], _ variables: [String: String]) async -> (
        ServerProcess.ExitCode, Duration
    ) {
        let requests = StopRequests()
        for reason in reasons { requests.request(reason) }
        let start = ContinuousClock.now
        let code = await ServerProcess(arguments: [], variables: variables, stopRequests: requests)
            .serve(Twice.self, over: FakeServer.self)
        return (code, ContinuousClock.now - start)
    }

    @Test func `after SIGTERM requests are taken for a while, after other wishes they are not`() async {
        let (code, terminated) = await life([.terminated], ["LAME_DUCK": "0.2"])
        #expect(code == .stopped)
        #expect(terminated >= .milliseconds(200))
        #expect(await life([.interrupted], ["LAME_DUCK": "3600"]).0 == .stopped)
        #expect(await life([.called], ["LAME_DUCK": "3600"]).0 == .stopped)
    }

    @Test func `a second wish ends the while`() async {
        #expect(await life([.terminated, .interrupted], ["LAME_DUCK": "3600"]).0 == .stopped)
    }

    @Test func `a model that cannot be loaded ends the process when that is wanted`() async {
        let process = ServerProcess(
            arguments: [], variables: ["EXIT_ON_LOAD_FAILURE": "on"], stopRequests: StopRequests())
        #expect(await process.serve(Broken.self, over: FakeServer.self) == .loadFailed)
    }

    @Test func `a model that cannot be loaded is served otherwise, which tells why`() async {
        let requests = StopRequests()
        let process = ServerProcess(arguments: [], variables: ["FAKE": "client-stops"], stopRequests: requests)
        #expect(await process.serve(Broken.self, over: FakeServer.self) == .stopped)
    }

    @Test func `two servers listen, and are told once, and end together`() async throws {
        let host = ModelHost(Twice.self, context: ModelContext(modelDirectory: "/"), logger: Logger(label: "test"))
        let both = try BothServers<FakeServer, FakeServer>(
            host: host, environment: RuntimeEnvironment(variables: [:]), security: nil, logger: Logger(label: "test"))
        let told = Mutex<[String]>([])
        try await both.run { place in
            told.withLock { $0.append(place) }
            host.beginDraining()
            both.beginGracefulShutdown()
        }
        #expect(told.withLock { $0 } == ["nothing, on no port; nothing, on no port"])
    }

    @Test func `when one of two cannot listen, neither stays`() async throws {
        let host = ModelHost(Twice.self, context: ModelContext(modelDirectory: "/"), logger: Logger(label: "test"))
        let both = try BothServers<FakeServer, FakeServer>(
            host: host, environment: RuntimeEnvironment(variables: ["FAKE": "bind-fails"]), security: nil,
            logger: Logger(label: "test"))
        await #expect(throws: (any Error).self) { try await both.run { _ in } }
    }
}
