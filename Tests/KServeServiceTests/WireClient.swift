import NIOCore
import NIOPosix
import Testing

/// A TCP connection that sends exactly the bytes it is told to, and reads what comes back.
final class WireClient {
    private let channel: any Channel
    private var chunks: AsyncStream<ByteBuffer>.Iterator
    private var received = ByteBuffer()

    /// An answer as it was on the wire.
    struct Response: Equatable {
        let status: Int
        /// By name in lower case.
        let headers: [String: String]
        let body: String
    }

    /// The server closed the connection before the answer was complete; what came until then.
    struct Closed: Error, Equatable {
        let after: String
    }

    private init(channel: any Channel, chunks: AsyncStream<ByteBuffer>) {
        self.channel = channel
        self.chunks = chunks.makeAsyncIterator()
    }

    deinit {
        channel.close(promise: nil)
    }

    static func connect(to address: String, port: Int) async throws -> WireClient {
        let (chunks, continuation) = AsyncStream<ByteBuffer>.makeStream()
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Receiver(continuation))
                }
            }
            .connect(host: address, port: port).get()
        return WireClient(channel: channel, chunks: chunks)
    }

    /// Sends `text`. A server that has closed meanwhile is noticed when reading.
    func send(_ text: String) async {
        _ = try? await channel.writeAndFlush(ByteBuffer(string: text)).get()
    }

    /// The next answer; one to a HEAD request has no body, whatever its headers say.
    func response(toHEAD: Bool = false) async throws -> Response {
        let head = try await read(through: "\r\n\r\n")
        var lines = head.split(separator: "\r\n").map(String.init)
        let status = try #require(lines.removeFirst().split(separator: " ").dropFirst().first.flatMap { Int($0) })
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
    func readToEnd() async -> String {
        while let chunk = await chunks.next() { received.writeImmutableBuffer(chunk) }
        return received.readString(length: received.readableBytes) ?? ""
    }

    /// Everything up to and with `end`.
    func read(through end: String) async throws -> String {
        while true {
            if let range = received.readableBytesView.firstRange(of: Array(end.utf8)) {
                return received.readString(length: range.upperBound - received.readerIndex) ?? ""
            }
            try await readMore()
        }
    }

    /// Ends what the client sends, and goes on reading.
    func closeOutput() async {
        _ = try? await channel.close(mode: .output).get()  // the server may have closed before
    }

    /// Closes without another word.
    func close() async {
        _ = try? await channel.close().get()  // the server may have closed before
    }

    private func readMore() async throws {
        guard let chunk = await chunks.next() else { throw Closed(after: received.text) }
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
