import HTTPServer
import Logging
import NIOCore
import NIOHTTP1
import NIOSSL
import NIOTLS
import ServerTesting
import Synchronization
import Testing

@testable import ServerTLS

/// TLS in front of an HTTP server, over a live socket.
@Suite(.timeLimit(.minutes(1)))
struct TLSServerTests {
    typealias Certificates = CertificateFolder.Certificates

    private static let request = "GET / HTTP/1.1\r\nHost: test\r\n\r\n"

    @Test func `a client that trusts the authority is answered, and speaks HTTP 1,1`() async throws {
        try await withServer { port, _ in
            let negotiated = Negotiated()
            let client = try await connect(port, protocols: ["h2", "http/1.1"], negotiated: negotiated)
            for _ in 1...3 {
                await client.send(Self.request)
                #expect(try await client.response().body == "hello")
            }
            #expect(negotiated.value == "http/1.1")
        }
    }

    @Test func `a client without ALPN is answered too`() async throws {
        try await withServer { port, _ in
            let client = try await connect(port)
            await client.send(Self.request)
            #expect(try await client.response().body == "hello")
        }
    }

    @Test func `a client that ends its side cleanly hears the end of the server's`() async throws {
        try await withServer { port, _ in
            let client = try await connect(port)
            await client.send("GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
            #expect(try await client.response().body == "hello")
            #expect(await client.readToEnd() == "")
        }
    }

    @Test func `a client in plain text gets nothing`() async throws {
        try await withServer { port, _ in
            let client = try await WireClient.connect(to: "127.0.0.1", port: port)
            await client.send(Self.request)
            #expect(!(await client.readToEnd()).contains("HTTP"))
        }
    }

    @Test func `a client that trusts another authority hangs up`() async throws {
        try await withServer { port, _ in
            let client = try await connect(port, trusting: Certificates.stranger)
            await client.send(Self.request)
            #expect(await client.readToEnd() == "")
        }
    }

    @Test func `clients must show a certificate when there are authorities for them`() async throws {
        try await withServer(clients: true) { port, _ in
            let stranger = try await connect(port)
            await stranger.send(Self.request)
            #expect(await stranger.readToEnd() == "")
            let client = try await connect(port, certificate: (Certificates.client, Certificates.clientKey))
            await client.send(Self.request)
            #expect(try await client.response().body == "hello")
        }
    }

    @Test func `new connections see new certificates, and old connections go on`() async throws {
        try await withServer { port, folder in
            let old = try await connect(port)
            await old.send(Self.request)
            #expect(try await old.response().body == "hello")
            // The client's certificate is none for a server, by which the new one is told from the old.
            try folder.write(Certificates.client, to: "server.pem")
            try folder.write(Certificates.clientKey, to: "server.key")
            let strict = try await connect(port)
            await strict.send(Self.request)
            #expect(await strict.readToEnd() == "")
            await old.send(Self.request)
            #expect(try await old.response().body == "hello")
        }
    }

    @Test func `a connection beyond the limit is closed without a handshake`() async throws {
        let gate = Gate("tls")
        try await withServer(connections: 1, gate: gate) { port, _ in
            let busy = try await connect(port)
            await busy.send("POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nx")
            for await _ in gate.arrivals { break }
            let refused = try await connect(port)
            #expect(await refused.readToEnd() == "")
            gate.open()
            #expect(try await busy.response().body == "hello")
        }
    }

    // MARK: Ends of a connection

    private func connect(
        _ port: Int, trusting authority: String = Certificates.authority,
        certificate: (chain: String, key: String)? = nil, protocols: [String] = [],
        negotiated: Negotiated = Negotiated()
    ) async throws -> WireClient {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(authority.utf8)))
        configuration.applicationProtocols = protocols
        if let certificate {
            configuration.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.chain.utf8))
                .map { .certificate($0) }
            configuration.privateKey = .privateKey(
                try NIOSSLPrivateKey(bytes: Array(certificate.key.utf8), format: .pem))
        }
        let context = try NIOSSLContext(configuration: configuration)
        return try await WireClient.connect(to: "127.0.0.1", port: port) { channel in
            let handlers = channel.pipeline.syncOperations
            try handlers.addHandler(NIOSSLClientHandler(context: context, serverHostname: nil))
            try handlers.addHandler(NegotiationListener(negotiated))
        }
    }

    private func withServer(
        clients: Bool = false, connections: Int = 100, gate: Gate? = nil,
        _ body: @Sendable (_ port: Int, CertificateFolder) async throws -> Void
    ) async throws {
        try await CertificateFolder.with { folder in
            let tls = try ReloadingTLS(
                clients ? folder.filesWithClients : folder.files, protocols: ["http/1.1"],
                checkInterval: .nanoseconds(0), logger: LogLines().logger)
            var limits = HTTPLimits()
            limits.connectionsMax = connections
            let server = HTTPServer(
                service: Hello(gate: gate), limits: limits, port: 0, portSetting: "TEST_PORT", security: tls)
            let (addresses, announce) = AsyncStream<String>.makeStream()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await server.run { announce.yield($0) } }
                let address = await addresses.first { _ in true }
                let port = try #require(address?.split(separator: ":").last.flatMap { Int($0) })
                try await body(port, folder)
                server.beginGracefulShutdown()
                try await group.waitForAll()
            }
        }
    }
}

/// Says hello, to a `POST` when the gate is open.
private struct Hello: HTTPService {
    let gate: Gate?

    func triage(_ head: HTTPRequestHead) -> HTTPTriage<Void> { head.method == .POST ? .call(()) : .answer(Self.hello) }

    func answer(_ call: Void, _ request: HTTPRequest) async -> HTTPResponse {
        do { try await gate?.pass() } catch { return HTTPResponse(status: .internalServerError) }
        return Self.hello
    }

    func response(to problem: HTTPProblem) -> HTTPResponse { HTTPResponse(status: problem.status) }

    private static let hello = HTTPResponse(
        status: .ok, contentType: "text/plain", body: ByteBuffer(staticString: "hello"))
}

/// What a client and the server agreed to speak.
private final class Negotiated: Sendable {
    private let stored = Mutex<String?>(nil)

    var value: String? {
        get { stored.withLock { $0 } }
        set { stored.withLock { $0 = newValue } }
    }
}

private final class NegotiationListener: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let negotiated: Negotiated

    init(_ negotiated: Negotiated) {
        self.negotiated = negotiated
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted(let name) = event as? TLSUserEvent { negotiated.value = name }
        context.fireUserInboundEventTriggered(event)
    }
}
