import HTTPServer
import ServerTesting

/// A server that runs for the time of a test.
struct RunningServer: Sendable {
    let server: HTTPServer<TestService>
    /// Where it listens, for example `[::]:8080`.
    let address: String
    let port: Int

    /// A connection to the server, over IPv4 unless said otherwise.
    func connect(_ address: String = "127.0.0.1") async throws -> WireClient {
        try await WireClient.connect(to: address, port: port)
    }
}

/// Runs a server of `service` while `body` runs, then ends it and waits for that.
func withServer<Result: Sendable>(
    _ change: (inout HTTPLimits) -> Void = { _ in }, service: TestService = TestService(),
    _ body: @Sendable (RunningServer) async throws -> Result
) async throws -> Result {
    var limits = HTTPLimits()
    change(&limits)
    let server = HTTPServer(service: service, limits: limits, port: 0, portSetting: "TEST_PORT")
    let (addresses, announce) = AsyncStream<String>.makeStream()
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            defer { announce.finish() }
            try await server.run { announce.yield($0) }
        }
        guard let address = await addresses.first(where: { _ in true }),
            let port = address.split(separator: ":").last.flatMap({ Int($0) })
        else {
            try await group.waitForAll()
            throw ServerDidNotListen()
        }
        do {
            let result = try await body(RunningServer(server: server, address: address, port: port))
            server.beginGracefulShutdown()
            try await group.waitForAll()
            return result
        } catch {
            group.cancelAll()
            throw error
        }
    }
}

private struct ServerDidNotListen: Error {}
