import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOPosix
import Synchronization

/// A client that sends what a gRPC library never would: one connection, and frames as the test says.
struct WireClient: Sendable {
    /// What came back on one stream.
    struct Answer: Sendable {
        var headers: HPACKHeaders = [:]
        var trailers: HPACKHeaders = [:]
        var body: [UInt8] = []
        /// The stream was reset, or the connection closed, before its end.
        var isBroken = false

        /// The `grpc-status`, which stands among the headers of an answer without messages.
        var status: String? { trailers.first(name: "grpc-status") ?? headers.first(name: "grpc-status") }
    }

    /// What happened on the connection, in order.
    private final class Record: Sendable {
        let events = Mutex<[String]>([])

        func add(_ event: String) { events.withLock { $0.append(event) } }
    }

    private let record = Record()
    private let connection: any Channel
    private let streams: NIOHTTP2Handler.StreamMultiplexer

    init(port: Int) async throws {
        // The handler must be there before the first byte, which is the server's.
        let record = record
        connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    _ = try channel.pipeline.syncOperations.configureHTTP2Pipeline(
                        mode: .client, connectionConfiguration: .init(), streamConfiguration: .init()
                    ) { $0.eventLoop.makeSucceededVoidFuture() }
                    try channel.pipeline.syncOperations.addHandler(GoAwayRecorder(record))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        let connection = connection
        streams = try await connection.eventLoop.submit {
            try connection.pipeline.syncOperations.handler(type: NIOHTTP2Handler.self).syncMultiplexer()
        }.get()
    }

    /// Opens a stream, sends `headers` and each of `pieces` as a DATA frame, ends the stream unless told otherwise, and
    /// waits for the answer's end.
    func send(
        _ headers: HPACKHeaders, pieces: [[UInt8]] = [], ends: Bool = true, resetAfterwards: Bool = false
    ) async throws -> Answer {
        let promise = connection.eventLoop.makePromise(of: Answer.self)
        let record = record
        let stream = try await streams.createStreamChannel { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(Collector(promise, record))
            }
        }.get()
        try await stream.writeAndFlush(
            HTTP2Frame.FramePayload.headers(.init(headers: headers, endStream: ends && pieces.isEmpty)))
        for (index, piece) in pieces.enumerated() {
            let isLast = ends && index == pieces.count - 1
            // The server may have answered and ended the stream before the client has sent everything.
            try? await stream.writeAndFlush(
                HTTP2Frame.FramePayload.data(.init(data: .byteBuffer(ByteBuffer(bytes: piece)), endStream: isLast)))
        }
        if resetAfterwards { stream.close(promise: nil) }
        return try await promise.futureResult.get()
    }

    /// `answer` and `GOAWAY`, in the order in which they came.
    var events: [String] { record.events.withLock { $0 } }

    /// Waits until the server has closed the connection.
    func closed() async throws {
        try await connection.closeFuture.get()
    }

    func close() async throws {
        try await connection.close().get()
    }

    static func headers(_ path: String, _ more: [(String, String)] = []) -> HPACKHeaders {
        var fields = [
            (":method", "POST"), (":scheme", "http"), (":authority", "test"), (":path", path),
            ("content-type", "application/grpc"), ("te", "trailers"),
        ]
        for (name, value) in more {
            if let index = fields.firstIndex(where: { $0.0 == name }) {
                fields[index].1 = value
            } else {
                fields.append((name, value))
            }
        }
        return HPACKHeaders(fields)
    }

    private final class GoAwayRecorder: ChannelInboundHandler {
        typealias InboundIn = HTTP2Frame

        private let record: Record

        init(_ record: Record) {
            self.record = record
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            if case .goAway = unwrapInboundIn(data).payload { record.add("GOAWAY") }
            context.fireChannelRead(data)
        }
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = HTTP2Frame.FramePayload

        private let promise: EventLoopPromise<Answer>
        private let record: Record
        private var answer = Answer()
        private var hasHeaders = false
        private var isComplete = false

        init(_ promise: EventLoopPromise<Answer>, _ record: Record) {
            self.promise = promise
            self.record = record
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .headers(let frame):
                if hasHeaders { answer.trailers = frame.headers } else { answer.headers = frame.headers }
                hasHeaders = true
                if frame.endStream { complete() }
            case .data(let frame):
                if case .byteBuffer(let bytes) = frame.data { answer.body += Array(bytes.readableBytesView) }
            default: break
            }
        }

        func channelInactive(context: ChannelHandlerContext) {
            answer.isBroken = !isComplete
            complete()
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }

        private func complete() {
            guard !isComplete else { return }
            isComplete = true
            record.add("answer")
            promise.succeed(answer)
        }
    }
}
