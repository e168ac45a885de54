import GRPCCore
import GRPCNIOTransportHTTP2Posix
import Logging
import ModelHost
import NIOCore
import NIOPosix
import OMIProtocol
import OMIStubs
import OMIService
import Testing

/// A server that listens on a port of its own, and its model.
struct ServerUnderTest: Sendable {
    let server: OMIServer
    let host: ModelHost
    let script: Script
    let port: Int
    /// What the server said when it listened.
    let listening: String

    /// Opens the way for the model, and waits until it is loaded or has failed.
    func loadModel() async {
        script.mayLoad.open()
        _ = await host.waitUntilLoaded(atMost: .seconds(30))
    }

    /// Connects a client for as long as `body` lasts.
    func withClient<Result: Sendable>(
        at target: (Int) -> any ResolvableTarget = { .ipv4(address: "127.0.0.1", port: $0) },
        _ body: @Sendable (GRPCClient<HTTP2ClientTransport.Posix>) async throws -> Result
    ) async throws -> Result {
        let transport = try HTTP2ClientTransport.Posix(target: target(port), transportSecurity: .plaintext)
        return try await withGRPCClient(transport: transport, handleClient: body)
    }

    /// Connects a client of the model's service for as long as `body` lasts.
    func withModelClient<Result: Sendable>(
        _ body: @Sendable (ModzyModel.Client<HTTP2ClientTransport.Posix>) async throws -> Result
    ) async throws -> Result {
        try await withClient { try await body(ModzyModel.Client(wrapping: $0)) }
    }
}

/// Starts a server of `model`, whose loading waits for `ServerUnderTest.loadModel()`, and afterwards stops it
/// gracefully: a call that is never answered makes the test hang until its time limit.
func withServer<M: ScriptedModel, Result: Sendable>(
    of model: M.Type, loadFailure: String? = nil, variables: [String: String] = [:],
    _ body: @Sendable (ServerUnderTest) async throws -> Result
) async throws -> Result {
    let script = Script(loadFailure: loadFailure)
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let host = ModelHost(model, context: script.context(), logger: logger)
    let variables = variables.merging(["PSC_MODEL_PORT": "0"]) { given, _ in given }
    // A machine that is busy keeps a client waiting for longer than a server would wait for one.
    let patient = variables.merging(["OMI_HEADER_TIMEOUT": "300"]) { given, _ in given }
    let server = try OMIServer(host: host, environment: RuntimeEnvironment(variables: patient), logger: logger)
    let (listening, listener) = AsyncStream.makeStream(of: String.self)
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await host.load() }
        group.addTask {
            defer { listener.finish() }
            try await server.run { listener.yield($0) }
        }
        defer {
            script.mayLoad.open()
            script.mayAnswer.open()
            server.beginGracefulShutdown()
        }
        let text = try #require(await listening.first { _ in true }, "the server never listened")
        let address = text.split(separator: ",").first ?? ""
        let port = try #require(address.split(separator: ":").last.flatMap { Int($0) }, "no port in \(text)")
        let underTest = ServerUnderTest(server: server, host: host, script: script, port: port, listening: text)
        return try await body(underTest)
    }
}

/// All that comes back on a connection that sends one request and asks for its end.
func httpGet(port: Int, path: String) async throws -> String {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connect(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
            }
        }
    return try await channel.executeThenClose { inbound, outbound in
        try await outbound.write(
            ByteBuffer(string: "GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        var text = ""
        for try await bytes in inbound { text += String(buffer: bytes) }
        return text
    }
}
