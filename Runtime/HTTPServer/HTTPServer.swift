import NIOCore
import NIOHTTP1
import NIOPosix
public import ServerConnections

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// An HTTP/1.1 server on IPv4 and IPv6, in front of one ``HTTPService``.
///
/// It is generic, not a holder of `any HTTPService`, so that a request meets no existential on its way.
public final class HTTPServer<Service: HTTPService>: Sendable {
    private let service: Service
    private let limits: HTTPLimits
    private let port: Int
    private let portSetting: String
    private let security: (any ConnectionSecurity)?
    private let registry: ConnectionRegistry
    /// Connections beyond the limit that are told so at one time; more are closed without a word.
    private let refusals = Slots(limit: 64)

    /// Prepares a server; nothing is opened before ``run(onListening:)``.
    /// - Parameters:
    ///   - port: the TCP port; 0 lets the system choose.
    ///   - portSetting: what a user would change to have another port, for the words of ``ListenError``.
    ///   - security: what stands before HTTP on each connection; nil for plain text.
    public init(
        service: Service, limits: HTTPLimits = HTTPLimits(), port: Int, portSetting: String,
        security: (any ConnectionSecurity)? = nil
    ) {
        self.service = service
        self.limits = limits
        self.port = port
        self.portSetting = portSetting
        self.security = security
        let descriptors = DescriptorLimit.current - DescriptorLimit.reserved
        registry = ConnectionRegistry(limit: max(1, min(limits.connectionsMax, descriptors)))
    }

    /// Binds the port, calls `onListening` with the address, for example `[::]:8080`, and answers until
    /// ``beginGracefulShutdown()`` was called and every request that had begun to arrive is answered. Called once.
    ///
    /// A server that was told to stop before it listened returns at once, and never listens. Cancelling the task drops
    /// what is still being answered.
    /// - Throws: ``ListenError`` when the port cannot be bound.
    public func run(onListening: @Sendable (_ address: String) -> Void) async throws {
        guard !registry.isDraining else { return }
        let listener = try await bind()
        let drained = registry.listen(on: listener)
        onListening(Self.address(of: listener))
        try await withTaskCancellationHandler {
            try await drained.get()
        } onCancel: {
            registry.closeAll()
        }
    }

    /// Closes the port and idle connections; requests that have begun to arrive are answered, and their connections
    /// closed. May be called more than once, from any thread.
    public func beginGracefulShutdown() {
        registry.drain()
    }

    // MARK: Listening

    private func bind() async throws -> any Channel {
        do {
            do {
                // One socket for both families, whatever the system's `bindv6only` says.
                return try await bootstrap()
                    .serverChannelOption(ChannelOptions.Types.SocketOption(level: .ipv6, name: .ipv6_v6only), value: 0)
                    .bind(host: "::", port: port).get()
            } catch let error as IOError where [EAFNOSUPPORT, EADDRNOTAVAIL].contains(error.errnoCode) {
                return try await bootstrap().bind(host: "0.0.0.0", port: port).get()
            }
        } catch let error as IOError {
            throw ListenError(error, port: port, setting: portSetting)
        }
    }

    private func bootstrap() -> ServerBootstrap {
        ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try self.configure(channel) }
            }
    }

    private func configure(_ channel: any Channel) throws {
        guard let place = registry.admit(channel) else { return try refuse(channel) }
        try security?.addHandlers(to: channel)
        let deadline = ReadDeadline(limits, place: place)
        let connection = HTTPConnection(
            service: service, limits: limits, deadline: deadline, eventLoop: channel.eventLoop)
        let handlers = channel.pipeline.syncOperations
        try handlers.addHandler(deadline)
        try handlers.addHandler(ByteToMessageHandler(decoder()))
        try handlers.addHandler(connection)
    }

    /// Tells a new connection that there is no room for it; one that would have to be secured first is closed without a
    /// word, because making it secure is most of the work.
    private func refuse(_ channel: any Channel) throws {
        var ids = RequestIDs()
        var exchange = HTTPExchange(id: ids.make())
        var date = HTTPDate()
        let response = service.response(to: .tooManyConnections)
        exchange.status = response.status
        var answer = exchange.head(of: response, date: date.now(), allocator: channel.allocator)
        if let body = response.body { answer.writeImmutableBuffer(body) }
        service.ended(exchange.record(), of: nil)
        guard security == nil, refusals.take() else { throw NoRoom() }
        channel.closeFuture.whenComplete { _ in self.refusals.release() }
        try channel.pipeline.syncOperations.addHandler(RefusedConnection(answer))
    }

    private func decoder() -> HTTPRequestDecoder {
        var configuration = NIOHTTPDecoderLimitConfiguration()
        configuration.maxHeaderFieldSize = limits.headBytesMax
        configuration.maxHeaderListSize = limits.headBytesMax
        configuration.maxHeaderFieldCount = limits.headerCountMax
        return HTTPRequestDecoder(limitConfiguration: configuration)
    }

    /// The address with the real port, for example `[::]:8080`.
    private static func address(of listener: any Channel) -> String {
        let port = listener.localAddress?.port ?? 0
        return if case .v6 = listener.localAddress { "[::]:\(port)" } else { "0.0.0.0:\(port)" }
    }
}

/// A connection is closed before it began.
private struct NoRoom: Error {}
