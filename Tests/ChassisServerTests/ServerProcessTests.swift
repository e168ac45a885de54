import ChassisModel
import Logging
import ModelHost
import Synchronization
import Testing

@testable import ChassisServer

@Suite struct ServerProcessTests {
    private struct Twice: TypedModel {
        static let metadata = ModelMetadata(name: "twice", version: "1")
        init(context: ModelContext) {}
        func predict(_ input: Int) -> Int { 2 * input }
    }

    /// A server without a port: it runs until it is told to stop, or throws, as its variable `FAKE` says.
    private final class FakeServer: InferenceServer {
        static let interface = "fake"
        private let mode: String
        private let (stops, continuation) = AsyncStream.makeStream(of: Void.self)
        private let handler = Mutex<(@Sendable () -> Void)?>(nil)

        init(host: ModelHost, environment: RuntimeEnvironment, logger: Logger) throws {
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

        func beginGracefulShutdown() { continuation.yield() }
        func onShutdownRequest(_ handler: @escaping @Sendable () -> Void) { self.handler.withLock { $0 = handler } }
    }

    private func serve(
        _ variables: [String: String] = [:], arguments: [String] = [], stop: Bool = true
    ) async -> ServerProcess.ExitCode {
        let requests = StopRequests()
        if stop { requests.request("test") }
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
        ["SHUTDOWN_TIMEOUT": "soon"],
    ])
    func `a malformed variable is bad usage`(variables: [String: String]) async {
        #expect(await serve(variables) == .badUsage)
    }

    @Test(arguments: [["serve"], ["--http_port"], ["--"]])
    func `a malformed argument is bad usage`(arguments: [String]) async {
        #expect(await serve(arguments: arguments) == .badUsage)
    }
}
