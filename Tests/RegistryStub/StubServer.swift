import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// The ports of a registry and their connections.
final class StubServer: Sendable {
    private struct Open {
        var listeners: [any Channel] = []
        var connections: [ObjectIdentifier: any Channel] = [:]
        var lastNumber = 0
    }

    private let open = Mutex(Open())
    private let state: SharedState
    private let tls: NIOSSLContext?

    private init(state: SharedState, tls: NIOSSLContext?) {
        self.state = state
        self.tls = tls
    }

    /// Listens on a free port for each origin.
    static func listen(tls: RegistryStub.TLS?, state: SharedState) async throws -> StubServer {
        let server = StubServer(state: state, tls: try tls.map(context))
        var ports: [RegistryStub.Origin: Int] = [:]
        for origin in RegistryStub.Origin.allCases {
            ports[origin] = try await server.listen(origin)
        }
        let addresses = Addresses(scheme: tls == nil ? "http" : "https", ports: ports)
        state.withLock { $0.addresses = addresses }
        return server
    }

    func stop() async {
        let channels = open.withLock { open in
            defer { open = Open() }
            return open.listeners + open.connections.values
        }
        for channel in channels {
            _ = try? await channel.close().get()  // a client may have closed before
        }
    }

    private func listen(_ origin: RegistryStub.Origin) async throws -> Int {
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture { try accept(channel, origin: origin) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        open.withLock { $0.listeners.append(channel) }
        return channel.localAddress?.port ?? 0
    }

    private func accept(_ channel: any Channel, origin: RegistryStub.Origin) throws {
        let id = ObjectIdentifier(channel)
        let number = open.withLock { open in
            open.connections[id] = channel
            open.lastNumber += 1
            return open.lastNumber
        }
        channel.closeFuture.whenComplete { [self] _ in open.withLock { _ = $0.connections.removeValue(forKey: id) } }
        let pipeline = channel.pipeline.syncOperations
        if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
        // Answers may be wrong on purpose, so nothing validates them.
        try pipeline.configureHTTPServerPipeline(
            withPipeliningAssistance: false, withErrorHandling: true, withOutboundHeaderValidation: false)
        try pipeline.addHandler(RequestHandler(state: state, origin: origin, connection: number))
    }

    private static func context(_ tls: RegistryStub.TLS) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(tls.certificateChain.utf8))
                .map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(tls.privateKey.utf8), format: .pem)))
        if let authority = tls.clientAuthority {
            configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(authority.utf8)))
            configuration.certificateVerification = .noHostnameVerification
        }
        return try NIOSSLContext(configuration: configuration)
    }
}
