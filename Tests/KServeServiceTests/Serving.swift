import ChassisModel
import Logging
import ModelHost
import NIOCore
import ServerTesting
import Testing

@testable import KServeService

/// A host of `model`, loaded unless the test wants it otherwise.
func host<M: Model>(
    of model: M.Type, directory: String = "models", loaded: Bool = true, limits: HostLimits? = nil
) async -> ModelHost {
    let host = ModelHost(model, context: ModelContext(modelDirectory: directory), limits: limits, logger: silent)
    if loaded { await host.load() }
    return host
}

/// A logger that writes nothing.
let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// Settings for a port that the system chooses.
func settings(of host: ModelHost, _ change: (inout KServeSettings) -> Void = { _ in }) throws -> KServeSettings {
    var settings = try KServeSettings(
        RuntimeEnvironment(variables: ["HTTP_PORT": "0"]), metadata: host.metadata)
    change(&settings)
    return settings
}

/// A server that runs for the time of a test.
struct RunningServer: Sendable {
    let server: KServeServer
    let host: ModelHost
    let port: Int
    /// The line for the log.
    let announcement: String

    /// A connection to the server, over IPv4 unless said otherwise.
    func connect(_ address: String = "127.0.0.1") async throws -> WireClient {
        try await WireClient.connect(to: address, port: port)
    }
}

/// Runs a server of `host` while `body` runs, then ends it and waits for that.
func withServer<Result: Sendable>(
    _ host: ModelHost, _ change: (inout KServeSettings) -> Void = { _ in }, logger: Logger = silent,
    _ body: @Sendable (RunningServer) async throws -> Result
) async throws -> Result {
    let server = KServeServer(host: host, settings: try settings(of: host, change), logger: logger)
    let (announcements, announce) = AsyncStream<String>.makeStream()
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            defer { announce.finish() }
            try await server.run { announce.yield($0) }
        }
        guard let announcement = await announcements.first(where: { _ in true }) else {
            try await group.waitForAll()
            throw ServerDidNotListen()
        }
        let port = try #require(
            announcement.split(separator: ",").first?.split(separator: ":").last.flatMap { Int($0) })
        do {
            let result = try await body(
                RunningServer(server: server, host: host, port: port, announcement: announcement))
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

extension ByteBuffer {
    /// The bytes as text.
    var text: String { String(buffer: self) }
}
