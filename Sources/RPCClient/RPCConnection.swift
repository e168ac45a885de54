import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOPosix
import NIOSSL

/// One HTTP/2 connection, for any number of calls at a time; those beyond the server's limit wait.
struct RPCConnection: Sendable {
    let channel: any Channel
    private let streams: NIOHTTP2Handler.StreamMultiplexer
    private let watcher: NIOLoopBound<ConnectionWatcher>

    /// A server, and what a connection to it is made of.
    struct Endpoint: Sendable {
        let host: String
        let port: Int
        /// Nil for plain text.
        let tls: NIOSSLContext?
        let connectTimeout: Duration
    }

    /// Connects and waits for the server's settings.
    /// - Parameter retired: called when no further call is to be made on the connection, or on one that was tried.
    /// - Returns: A future that fails with ``RPCClientError``.
    static func connect(
        to endpoint: Endpoint, retired: @escaping @Sendable () -> Void
    ) -> EventLoopFuture<RPCConnection> {
        let patience = TimeAmount(endpoint.connectTimeout)
        return ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(patience)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try configure(channel, endpoint, patience: patience, retired: retired)
                }
            }
            .connect(host: endpoint.host, port: endpoint.port)
            .flatMap { channel in whenReady(channel) }
            .flatMapErrorThrowing { throw ConnectFailure.named($0) }
    }

    /// Sends one call.
    /// - Parameter end: when it fails, nobody waits for the answer any longer, and the server is told.
    /// - Returns: A future that fails with ``RPCClientError`` or ``NotProcessed``.
    func send(_ call: RPCRequest, bytesMax: Int, until end: EventLoopFuture<ByteBuffer>) -> EventLoopFuture<ByteBuffer>
    {
        let answer = channel.eventLoop.makePromise(of: ByteBuffer.self)
        let begun = channel.eventLoop.makePromise(of: Void.self)
        streams.createStreamChannel { stream in
            stream.eventLoop.makeCompletedFuture {
                try stream.pipeline.syncOperations.addHandler(
                    CallHandler(
                        answer: answer, bytesMax: bytesMax, begun: begun.futureResult, watcher: watcher.value))
            }
        }.whenComplete { result in
            switch result {
            case .success(let stream):
                end.whenFailure { _ in stream.close(promise: nil) }
                Self.write(call, to: stream, begun)
            case .failure(let error): begun.fail(error)
            }
        }
        // Headers that could not be written are a call that the server knows nothing of.
        begun.futureResult.whenFailure { _ in
            answer.fail(NotProcessed(reason: .disconnected(reason: "the connection ended before the call")))
        }
        return answer.futureResult
    }

    private static func write(_ call: RPCRequest, to stream: any Channel, _ begun: EventLoopPromise<Void>) {
        stream.write(HTTP2Frame.FramePayload.headers(.init(headers: call.headers)), promise: begun)
        var prefix = ByteBuffer()
        prefix.writeInteger(UInt8(0))
        prefix.writeInteger(UInt32(call.message.readableBytes))
        stream.write(HTTP2Frame.FramePayload.data(.init(data: .byteBuffer(prefix))), promise: nil)
        stream.writeAndFlush(
            HTTP2Frame.FramePayload.data(.init(data: .byteBuffer(call.message), endStream: true)), promise: nil)
    }

    private static func configure(
        _ channel: any Channel, _ endpoint: Endpoint, patience: TimeAmount, retired: @escaping @Sendable () -> Void
    ) throws {
        if let tls = endpoint.tls {
            // An address has no place in the handshake (RFC 6066 §3); the certificate is compared with it all the same.
            let isAddress = (try? SocketAddress(ipAddress: endpoint.host, port: endpoint.port)) != nil
            try channel.pipeline.syncOperations.addHandler(
                NIOSSLClientHandler(context: tls, serverHostname: isAddress ? nil : endpoint.host))
        }
        var connection = NIOHTTP2Handler.ConnectionConfiguration()
        connection.initialSettings = [
            HTTP2Setting(parameter: .enablePush, value: 0),
            HTTP2Setting(parameter: .maxHeaderListSize, value: RPCLimits.headerBytes),
            HTTP2Setting(parameter: .initialWindowSize, value: RPCLimits.windowBytes),
        ]
        connection.targetWindowSize = RPCLimits.windowBytes
        var stream = NIOHTTP2Handler.StreamConfiguration()
        stream.targetWindowSize = RPCLimits.windowBytes
        let watcher = ConnectionWatcher(on: channel.eventLoop, patience: patience, retired: retired)
        try channel.pipeline.syncOperations.addHandler(ProtocolProbe(watcher: watcher))
        _ = try channel.pipeline.syncOperations.configureHTTP2Pipeline(
            mode: .client, connectionConfiguration: connection, streamConfiguration: stream,
            streamDelegate: ConnectionWatcher.StreamDelegate(
                watcher: NIOLoopBound(watcher, eventLoop: channel.eventLoop))
        ) { $0.close() }  // a server opens no streams
        try channel.pipeline.syncOperations.addHandler(watcher)
    }

    private static func whenReady(_ channel: any Channel) -> EventLoopFuture<RPCConnection> {
        channel.eventLoop.flatSubmit {
            do {
                let pipeline = channel.pipeline.syncOperations
                let watcher = try pipeline.handler(type: ConnectionWatcher.self)
                let streams = try pipeline.handler(type: NIOHTTP2Handler.self).syncMultiplexer()
                let bound = NIOLoopBound(watcher, eventLoop: channel.eventLoop)
                return watcher.ready.futureResult.map {
                    RPCConnection(channel: channel, streams: streams, watcher: bound)
                }
            } catch {
                // The connection ended, and its handlers are gone, before anybody could look at it.
                return channel.eventLoop.makeFailedFuture(
                    RPCClientError.notGRPC(found: "something that ends the connection without a word"))
            }
        }
    }
}
