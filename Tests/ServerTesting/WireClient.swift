public import NIOCore
import NIOPosix
import Testing

/// A TCP connection that sends exactly the bytes it is told to, and reads what comes back.
public final class WireClient {
    private let channel: any Channel
    private var chunks: AsyncStream<ByteBuffer>.Iterator
    private var received = ByteBuffer()

    /// An answer as it was on the wire.
    public struct Response: Equatable, Sendable {
        /// The number in the status line.
        public let status: Int
        /// By name in lower case.
        public let headers: [String: String]
        /// As long as `Content-Length` says.
        public let body: String
    }

    /// The server closed the connection before the answer was complete; what came until then.
    public struct Closed: Error, Equatable {
        /// What came.
        public let after: String
    }

    private init(channel: any Channel, chunks: AsyncStream<ByteBuffer>) {
        self.channel = channel
        self.chunks = chunks.makeAsyncIterator()
    }

    deinit {
        channel.close(promise: nil)
    }

    /// Opens a connection to `port` of `address`, for example `127.0.0.1`.
    /// - Parameters:
    ///   - reads: whether it takes what the server sends; else that stays in the buffers of the system.
    ///   - prepare: adds handlers between the socket and the client, such as TLS.
    public static func connect(
        to address: String, port: Int, reads: Bool = true,
        prepare: @escaping @Sendable (any Channel) throws -> Void = { _ in }
    ) async throws -> WireClient {
        let (chunks, continuation) = AsyncStream<ByteBuffer>.makeStream()
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.autoRead, value: reads)
            .connectTimeout(.seconds(60))  // a thousand clients on a busy machine
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try prepare(channel)
                    try channel.pipeline.syncOperations.addHandler(Receiver(continuation))
                }
            }
            .connect(host: address, port: port).get()
        return WireClient(channel: channel, chunks: chunks)
    }

    /// Sends `bytes`. A server that has closed meanwhile is noticed when reading.
    public func send(_ bytes: [UInt8]) async {
        _ = try? await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
    }

    /// Sends `text`. A server that has closed meanwhile is noticed when reading.
    public func send(_ text: String) async {
        _ = try? await channel.writeAndFlush(ByteBuffer(string: text)).get()
    }

    /// The next answer; one to a HEAD request has no body, whatever its headers say.
    public func response(toHEAD: Bool = false) async throws -> Response {
        let head = try await read(through: "\r\n\r\n")
        var lines = head.split(separator: "\r\n").map(String.init)
        /// The number in the status line.
        let status = try #require(
            lines.removeFirst().split(separator: " ").dropFirst().first.flatMap { Int($0) })
        var headers: [String: String] = [:]
        for line in lines {
            let colon = try #require(line.firstIndex(of: ":"))
            headers[line[..<colon].lowercased()] = String(line[line.index(colon, offsetBy: 2)...])
        }
        let length = toHEAD ? 0 : headers["content-length"].flatMap { Int($0) } ?? 0
        while received.readableBytes < length { try await readMore() }
        return Response(status: status, headers: headers, body: received.readString(length: length) ?? "")
    }

    /// Everything until the server closes.
    public func readToEnd() async -> String {
        while let chunk = await chunks.next() { received.writeImmutableBuffer(chunk) }
        return received.readString(length: received.readableBytes) ?? ""
    }

    /// Everything up to and with `end`.
    public func read(through end: String) async throws -> String {
        while true {
            if let range = received.readableBytesView.firstRange(of: Array(end.utf8)) {
                return received.readString(length: range.upperBound - received.readerIndex) ?? ""
            }
            try await readMore()
        }
    }

    /// Ends what the client sends, and goes on reading.
    public func closeOutput() async {
        _ = try? await channel.close(mode: .output).get()  // the server may have closed before
    }

    /// Closes without another word.
    public func close() async {
        _ = try? await channel.close().get()  // the server may have closed before
    }

    private func readMore() async throws {
        guard let chunk = await chunks.next() else { throw Closed(after: String(buffer: received)) }
        received.writeImmutableBuffer(chunk)
    }
}

private final class Receiver: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let chunks: AsyncStream<ByteBuffer>.Continuation

    init(_ chunks: AsyncStream<ByteBuffer>.Continuation) {
        self.chunks = chunks
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        chunks.yield(unwrapInboundIn(data))
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { chunks.finish() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        chunks.finish()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
