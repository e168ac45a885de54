import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOPosix
import NIOSSL
import Synchronization

/// A server of HTTP/2 that answers each complete request as its test says, also as no gRPC server would.
struct ScriptedServer: Sendable {
    let port: Int
    /// The paths of the calls that clients reset, as they do.
    private let resets: AsyncStream<String>
    private let channel: any Channel
    private let counter: Counter

    /// So that a large message does not stop and go.
    private static let windowBytes = 4 << 20

    private final class Counter: Sendable {
        let connections = Mutex<[any Channel]>([])
    }

    /// How many connections were made.
    var connectionCount: Int { counter.connections.withLock { $0.count } }

    static func start(
        callsPerConnection: Int = 100, tls: NIOSSLContext? = nil,
        onHeaders: @escaping @Sendable (ScriptedCall) -> Void = { _ in },
        script: @escaping @Sendable (ScriptedCall) -> Void
    ) async throws -> ScriptedServer {
        let (resets, reset) = AsyncStream.makeStream(of: String.self)
        let counter = Counter()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { connection in
                let number = counter.connections.withLock { connections in
                    connections.append(connection)
                    return connections.count
                }
                return connection.eventLoop.makeCompletedFuture {
                    if let tls {
                        try connection.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
                    }
                    var configuration = NIOHTTP2Handler.ConnectionConfiguration()
                    configuration.initialSettings = [
                        HTTP2Setting(parameter: .maxConcurrentStreams, value: callsPerConnection),
                        HTTP2Setting(parameter: .initialWindowSize, value: Self.windowBytes),
                    ]
                    configuration.targetWindowSize = Self.windowBytes
                    var streams = NIOHTTP2Handler.StreamConfiguration()
                    streams.targetWindowSize = Self.windowBytes
                    _ = try connection.pipeline.syncOperations.configureHTTP2Pipeline(
                        mode: .server, connectionConfiguration: configuration, streamConfiguration: streams
                    ) { stream in
                        stream.eventLoop.makeCompletedFuture {
                            try stream.pipeline.syncOperations.addHandler(
                                RequestCollector(
                                    connection, number: number, reset: reset, onHeaders: onHeaders, script: script))
                        }
                    }
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return ScriptedServer(port: channel.localAddress?.port ?? 0, resets: resets, channel: channel, counter: counter)
    }

    private init(port: Int, resets: AsyncStream<String>, channel: any Channel, counter: Counter) {
        self.port = port
        self.resets = resets
        self.channel = channel
        self.counter = counter
    }

    /// The path of the first call that a client reset, or will reset.
    func firstReset() async -> String? {
        for await path in resets { return path }
        return nil
    }

    /// Closes the port and every connection.
    func stop() async {
        try? await channel.close().get()
        for connection in counter.connections.withLock({ $0 }) { try? await connection.close().get() }
    }

    private final class RequestCollector: ChannelInboundHandler {
        typealias InboundIn = HTTP2Frame.FramePayload

        private let connection: any Channel
        private let number: Int
        private let reset: AsyncStream<String>.Continuation
        private let onHeaders: @Sendable (ScriptedCall) -> Void
        private let script: @Sendable (ScriptedCall) -> Void
        private var headers: HPACKHeaders = [:]
        private var body: [UInt8] = []

        init(
            _ connection: any Channel, number: Int, reset: AsyncStream<String>.Continuation,
            onHeaders: @escaping @Sendable (ScriptedCall) -> Void, script: @escaping @Sendable (ScriptedCall) -> Void
        ) {
            self.connection = connection
            self.number = number
            self.reset = reset
            self.onHeaders = onHeaders
            self.script = script
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .headers(let frame):
                headers = frame.headers
                onHeaders(call(context))
            case .data(let frame):
                if case .byteBuffer(let bytes) = frame.data { body += Array(buffer: bytes) }
                guard frame.endStream else { return }
                script(call(context))
            default: break
            }
        }

        private func call(_ context: ChannelHandlerContext) -> ScriptedCall {
            ScriptedCall(
                headers: headers, body: body, connectionNumber: number, stream: context.channel,
                connection: connection)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            if error is NIOHTTP2Errors.StreamClosed { reset.yield(headers.first(name: ":path") ?? "") }
        }
    }
}

/// One complete request, to be answered in pieces.
struct ScriptedCall: Sendable {
    let headers: HPACKHeaders
    /// With the five bytes before the message.
    let body: [UInt8]
    /// 1 for the server's first connection.
    let connectionNumber: Int
    let stream: any Channel
    let connection: any Channel

    var path: String { headers.first(name: ":path") ?? "" }
    var message: [UInt8] { Array(body.dropFirst(5)) }

    static let goodHeaders: HPACKHeaders = [":status": "200", "content-type": "application/grpc"]

    /// The answer of a server that works.
    func answer(_ message: [UInt8]) {
        write(Self.goodHeaders)
        write(Self.framed(message))
        end(["grpc-status": "0"])
    }

    func write(_ headers: HPACKHeaders) {
        stream.writeAndFlush(HTTP2Frame.FramePayload.headers(.init(headers: headers)), promise: nil)
    }

    func write(_ bytes: [UInt8]) {
        stream.writeAndFlush(
            HTTP2Frame.FramePayload.data(.init(data: .byteBuffer(ByteBuffer(bytes: bytes)))), promise: nil)
    }

    func end(_ headers: HPACKHeaders) {
        stream.writeAndFlush(HTTP2Frame.FramePayload.headers(.init(headers: headers, endStream: true)), promise: nil)
    }

    func reset(_ code: HTTP2ErrorCode) {
        stream.writeAndFlush(HTTP2Frame.FramePayload.rstStream(code), promise: nil)
    }

    func goAway(last: HTTP2StreamID) {
        connection.writeAndFlush(
            HTTP2Frame(
                streamID: .rootStream, payload: .goAway(lastStreamID: last, errorCode: .noError, opaqueData: nil)),
            promise: nil)
    }

    /// Ends the connection once everything written so far is sent, without a GOAWAY.
    func hangUp() {
        connection.close(promise: nil)
    }

    static func framed(_ message: [UInt8], flag: UInt8 = 0) -> [UInt8] {
        [flag] + withUnsafeBytes(of: UInt32(message.count).bigEndian) { Array($0) } + message
    }
}
