import NIOCore
import NIOPosix
import RegistryStub
import Testing

/// A TCP connection that sends the requests it is told to, and reads answers byte by byte.
final class RawClient {
    struct Answer {
        let status: Int
        private let lines: [(name: String, value: String)]
        let body: [UInt8]

        init(status: Int, lines: [(name: String, value: String)], body: [UInt8]) {
            (self.status, self.lines, self.body) = (status, lines, body)
        }

        var text: String { String(decoding: body, as: UTF8.self) }

        subscript(name: String) -> String? { lines.first { $0.name.lowercased() == name.lowercased() }?.value }
    }

    /// The registry closed the connection before the answer was complete.
    struct Closed: Error {
        /// What came of the answer.
        let received: String
    }

    private let channel: any Channel
    private let host: String
    private var chunks: AsyncStream<ByteBuffer>.Iterator
    private var received = ByteBuffer()

    private init(channel: any Channel, host: String, chunks: AsyncStream<ByteBuffer>) {
        self.channel = channel
        self.host = host
        self.chunks = chunks.makeAsyncIterator()
    }

    deinit { channel.close(promise: nil) }

    static func connect(to registry: RegistryStub, _ origin: RegistryStub.Origin = .registry) async throws -> RawClient
    {
        let url = registry.url(of: origin)
        let port = try #require(url.split(separator: ":").last.flatMap { Int($0) })
        let (chunks, continuation) = AsyncStream<ByteBuffer>.makeStream()
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Receiver(continuation))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return RawClient(channel: channel, host: "127.0.0.1:\(port)", chunks: chunks)
    }

    /// Sends a request and reads its answer.
    func ask(
        _ method: String, _ uri: String, _ headers: [String: String] = [:], body: [UInt8] = []
    ) async throws -> Answer {
        await send(method, uri, headers.merging(["Content-Length": "\(body.count)"]) { given, _ in given }, body: body)
        return try await answer(toHEAD: method == "HEAD")
    }

    /// Sends a request with exactly these headers, and Host. That the registry has closed is noticed when reading.
    func send(_ method: String, _ uri: String, _ headers: [String: String] = [:], body: [UInt8] = []) async {
        let lines = headers.sorted { $0.key < $1.key }.map { "\($0): \($1)\r\n" }.joined()
        var bytes = ByteBuffer(string: "\(method) \(uri) HTTP/1.1\r\nHost: \(host)\r\n\(lines)\r\n")
        bytes.writeBytes(body)
        _ = try? await channel.writeAndFlush(bytes).get()
    }

    func answer(toHEAD: Bool = false) async throws -> Answer {
        let head = try await read(through: "\r\n\r\n")
        var lines = head.split(separator: "\r\n").map(String.init)
        let status = try #require(lines.removeFirst().split(separator: " ").dropFirst().first.flatMap { Int($0) })
        let headers = lines.map { line in
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            return (name: String(line[..<colon]), value: String(line[colon...].dropFirst().drop { $0 == " " }))
        }
        let length = headers.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) } ?? 0
        while !toHEAD, received.readableBytes < length { try await readMore() }
        let body = toHEAD ? [] : received.readBytes(length: length) ?? []
        return Answer(status: status, lines: headers, body: body)
    }

    /// Closes, and waits until it is done.
    func close() async {
        _ = try? await channel.close().get()  // the registry may have closed before
    }

    /// Returns when the registry has closed.
    func waitForEnd() async {
        while await chunks.next() != nil {}
    }

    private func read(through end: String) async throws -> String {
        while true {
            if let range = received.readableBytesView.firstRange(of: Array(end.utf8)) {
                return received.readString(length: range.upperBound - received.readerIndex) ?? ""
            }
            try await readMore()
        }
    }

    private func readMore() async throws {
        guard let chunk = await chunks.next() else { throw Closed(received: String(buffer: received)) }
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

    func channelInactive(context: ChannelHandlerContext) {
        chunks.finish()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
