import ChassisClient
import ChassisModel
import KServeService
import Logging
import ModelHost
import OMIService
import ServerInterface
import Testing

/// A server that listens on a port of its own.
struct RunningServer: Sendable {
    let port: Int
    let server: any InferenceServer
    /// Drops the server with all its connections.
    let kill: @Sendable () -> Void

    var omi: ServerAddress { ServerAddress(.grpc, host: "127.0.0.1", port: port) }
    var kserve: ServerAddress { ServerAddress(.http, host: "127.0.0.1", port: port) }
}

/// Runs a server of `model` while `body` runs. The model is loaded then, unless it waits for a gate.
@discardableResult
func withServer<M: Model, Result: Sendable>(
    _ type: any InferenceServer.Type, of model: M.Type, gate: Gate? = nil, isLoaded: Bool = true,
    variables: [String: String] = [:], _ body: @Sendable (RunningServer) async throws -> Result
) async throws -> Result {
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let host = ModelHost(model, context: ModelContext(modelDirectory: gate?.name ?? ""), logger: logger)
    let variables = variables.merging(["PSC_MODEL_PORT": "0", "HTTP_PORT": "0"]) { given, _ in given }
    let server = try type.init(
        host: host, environment: RuntimeEnvironment(variables: variables), security: nil, logger: logger)
    let (listening, listener) = AsyncStream.makeStream(of: String.self)
    let serving = Task {
        defer { listener.finish() }
        try await server.run { listener.yield($0) }
    }
    let loading = Task { await host.load() }
    defer {
        gate?.open()
        server.beginGracefulShutdown()
    }
    if isLoaded { await loading.value }
    let text = try #require(await listening.first { _ in true }, "the server never listened")
    let port = try #require(text.firstMatch(of: /:([0-9]+)/).flatMap { Int($0.1) }, "no port in \(text)")
    do {
        let result = try await body(RunningServer(port: port, server: server) { serving.cancel() })
        gate?.open()
        server.beginGracefulShutdown()
        _ = await serving.result
        return result
    } catch {
        serving.cancel()
        throw error
    }
}

/// Runs `body` with a client of a server of the Open Model Interface.
@discardableResult
func withOMI<M: Model, Result: Sendable>(
    _ model: M.Type, gate: Gate? = nil, isLoaded: Bool = true, variables: [String: String] = [:],
    options: ClientOptions = .patient, _ body: @Sendable (OMIClient, RunningServer) async throws -> Result
) async throws -> Result {
    try await withServer(OMIServer.self, of: model, gate: gate, isLoaded: isLoaded, variables: variables) { server in
        let client = try OMIClient(server.omi, options: options)
        let result = try await body(client, server)
        await client.close()
        return result
    }
}

/// Runs `body` with a client of a server of KServe.
@discardableResult
func withKServe<M: Model, Result: Sendable>(
    _ model: M.Type, gate: Gate? = nil, isLoaded: Bool = true, options: ClientOptions = .patient,
    _ body: @Sendable (KServeClient, RunningServer) async throws -> Result
) async throws -> Result {
    try await withServer(KServeServer.self, of: model, gate: gate, isLoaded: isLoaded) { server in
        let client = try KServeClient(server.kserve, options: options)
        let result = try await body(client, server)
        await client.close()
        return result
    }
}

/// The error of `body`, for a look at its parts.
func clientError(_ body: () async throws -> Void) async -> ClientError? {
    await #expect(throws: ClientError.self) { try await body() }
}

extension ClientOptions {
    /// For a machine that has much else to do.
    static var patient: ClientOptions {
        var options = ClientOptions()
        options.timeout = .seconds(170)
        options.connectTimeout = .seconds(60)
        return options
    }
}
