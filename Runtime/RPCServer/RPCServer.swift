import NIOCore
import NIOHTTP2
import NIOPosix
public import ServerConnections
import Synchronization

/// A gRPC server over HTTP/2, for unary and streaming calls whose messages are bytes.
///
/// It is gRPC's wire protocol
/// ([PROTOCOL-HTTP2](https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md)) on swift-nio-http2 and knows
/// nothing of protobuf. Calls are cancelled when their client goes or their deadline passes. Requests may be compressed
/// with gzip or deflate; answers are compressed with gzip where that is switched on and the client takes it.
public final class RPCServer: Sendable {
    private let service: RPCService
    private let security: (any ConnectionSecurity)?
    private let connections: ConnectionRegistry
    private let connectionCount = Atomic(0)

    /// A server whose methods are `handlers`, by `/service/method`.
    /// - Parameters:
    ///   - security: what stands before HTTP/2 on each connection; nil for plain text.
    ///   - observer: who is told of every call.
    public init(
        handlers: [String: RPCHandler], limits: Limits = Limits(), security: (any ConnectionSecurity)? = nil,
        observer: RPCObserver? = nil
    ) {
        service = RPCService(handlers: handlers, limits: limits, observer: observer)
        self.security = security
        let descriptors = DescriptorLimit.current - DescriptorLimit.reserved
        connections = ConnectionRegistry(limit: max(1, min(limits.connections, descriptors)))
    }

    /// Listens on `socket`, which is bound and which it closes, and serves until ``beginGracefulShutdown()`` was called
    /// and every call is answered.
    /// - Throws: when the socket cannot be listened on. Cancelling the task drops the calls that are being answered.
    public func run(listeningOn socket: CInt, onListening: @Sendable () -> Void) async throws {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1024)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try self.take(channel) }
            }
            .withBoundSocket(socket).get()
        let drained = connections.listen(on: channel)
        onListening()
        try await withTaskCancellationHandler {
            try await drained.get()
        } onCancel: {
            connections.closeAll()
        }
    }

    /// Refuses new connections and calls; those that run are finished. May be called more than once, also before
    /// ``run(listeningOn:onListening:)``.
    public func beginGracefulShutdown() {
        connections.drain()
    }

    /// The connections that are open.
    var openConnections: Int { connectionCount.load(ordering: .relaxed) }

    /// The bytes of requests that are held.
    var heldBytes: Int { service.held.current }

    /// All connections that there may be have calls; the new one is closed before a byte of it is read.
    private struct NoRoom: Error {}

    private func take(_ channel: any Channel) throws {
        guard let place = connections.admit(channel) else { throw NoRoom() }
        connectionCount.add(1, ordering: .relaxed)
        channel.closeFuture.whenComplete { _ in self.connectionCount.subtract(1, ordering: .relaxed) }
        try security?.addHandlers(to: channel)
        try configure(channel, place)
    }

    private func configure(_ channel: any Channel, _ place: ConnectionPlace) throws {
        let (service, limits) = (service, service.limits)
        let ending = ConnectionHandler(limits: limits, place: place)
        let delegate = ConnectionHandler.StreamDelegate(handler: NIOLoopBound(ending, eventLoop: channel.eventLoop))
        _ = try channel.pipeline.syncOperations.configureHTTP2Pipeline(
            mode: .server, connectionConfiguration: limits.http2Connection, streamConfiguration: limits.http2Stream,
            streamDelegate: delegate
        ) { stream in
            stream.eventLoop.makeCompletedFuture {
                let handler = CallHandler(service: service, eventLoop: stream.eventLoop)
                try stream.pipeline.syncOperations.addHandler(handler)
            }
        }
        try channel.pipeline.syncOperations.addHandler(ending)
    }
}
