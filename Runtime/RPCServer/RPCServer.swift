import NIOCore
import NIOHTTP2
import NIOPosix
import ServerConnections

/// A gRPC server over plain-text HTTP/2, for unary and streaming calls whose messages are bytes.
///
/// It is gRPC's wire protocol
/// ([PROTOCOL-HTTP2](https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md)) on swift-nio-http2 and knows
/// nothing of protobuf. Calls are cancelled when their client goes or their deadline passes. Messages are not
/// compressed; a client that compresses its own is told so with UNIMPLEMENTED, as the protocol asks.
public final class RPCServer: Sendable {
    /// What a server takes.
    public struct Limits: Sendable {
        /// Bytes of one request message; a longer one is answered with RESOURCE_EXHAUSTED.
        public var messageBytes = 4 << 20
        /// The setting by which a user can raise it, told with that answer.
        public var messageBytesName = ""
        /// Calls that one connection may have open at a time; a client holds further calls back.
        public var callsPerConnection = 128
        /// Bytes that a client may send before it must wait for the server to have read them.
        public var windowBytes = 1 << 20
        /// Bytes of the headers of one call.
        public var headerBytes = 16384

        /// The limits as they stand above.
        public init() {}
    }

    private let handlers: [String: RPCHandler]
    private let limits: Limits
    private let connections = ConnectionRegistry()

    /// A server whose methods are `handlers`, by `/service/method`.
    public init(handlers: [String: RPCHandler], limits: Limits = Limits()) {
        self.handlers = handlers
        self.limits = limits
    }

    /// Listens on `socket`, which is bound and which it closes, and serves until ``beginGracefulShutdown()`` was called
    /// and every call is answered.
    /// - Throws: when the socket cannot be listened on. Cancelling the task drops the calls that are being answered.
    public func run(listeningOn socket: CInt, onListening: @Sendable () -> Void) async throws {
        let (handlers, limits, connections) = (handlers, limits, connections)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1024)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try Self.configure(channel, handlers: handlers, limits: limits)
                    connections.add(channel)
                }
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

    private static func configure(_ channel: any Channel, handlers: [String: RPCHandler], limits: Limits) throws {
        var connection = NIOHTTP2Handler.ConnectionConfiguration()
        connection.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: limits.callsPerConnection),
            HTTP2Setting(parameter: .maxHeaderListSize, value: limits.headerBytes),
            HTTP2Setting(parameter: .initialWindowSize, value: limits.windowBytes),
        ]
        connection.targetWindowSize = limits.windowBytes
        var stream = NIOHTTP2Handler.StreamConfiguration()
        stream.targetWindowSize = limits.windowBytes
        let ending = ConnectionHandler()
        let delegate = ConnectionHandler.StreamDelegate(handler: NIOLoopBound(ending, eventLoop: channel.eventLoop))
        _ = try channel.pipeline.syncOperations.configureHTTP2Pipeline(
            mode: .server, connectionConfiguration: connection, streamConfiguration: stream, streamDelegate: delegate
        ) { stream in
            stream.eventLoop.makeCompletedFuture {
                try stream.pipeline.syncOperations.addHandler(CallHandler(handlers: handlers, limits: limits))
            }
        }
        try channel.pipeline.syncOperations.addHandler(ending)
    }
}
