import NIOCore
import NIOPosix
import Synchronization
import Testing

/// A client that sends any bytes, right or wrong, and reads frames.
struct RawClient: Sendable {
    /// A frame (RFC 9113 §4.1).
    struct Frame: Sendable, Equatable {
        var type: UInt8
        var flags: UInt8 = 0
        var stream: UInt32 = 0
        var payload: [UInt8] = []
        /// What the header says of the payload, if that is a lie.
        var claimedLength: Int?

        var bytes: [UInt8] {
            let length = UInt32(claimedLength ?? payload.count)
            var bytes: [UInt8] = Array(Self.bytes(length).dropFirst())
            bytes += [type, flags]
            bytes += Self.bytes(stream)
            return bytes + payload
        }

        static func bytes(_ number: UInt32) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { Array($0) } }

        static let settings = Frame(type: 4)
        static let settingsAck = Frame(type: 4, flags: 1)
        static let ping = Frame(type: 6, payload: [1, 2, 3, 4, 5, 6, 7, 8])

        static func data(_ payload: [UInt8], on stream: UInt32, ends: Bool = false) -> Frame {
            Frame(type: 0, flags: ends ? 1 : 0, stream: stream, payload: payload)
        }

        static func headers(_ block: [UInt8], on stream: UInt32, flags: UInt8 = 4) -> Frame {
            Frame(type: 1, flags: flags, stream: stream, payload: block)
        }

        static func continuation(_ block: [UInt8], on stream: UInt32, ends: Bool) -> Frame {
            Frame(type: 9, flags: ends ? 4 : 0, stream: stream, payload: block)
        }

        static func reset(_ stream: UInt32) -> Frame { Frame(type: 3, stream: stream, payload: bytes(8)) }

        static func windowUpdate(_ increment: UInt32, on stream: UInt32) -> Frame {
            Frame(type: 8, stream: stream, payload: bytes(increment))
        }
    }

    static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    /// A header block without a dynamic table (RFC 7541 §6.2.2), of a call of `path`.
    static func block(_ path: String, _ more: [(String, String)] = []) -> [UInt8] {
        block(
            [
                (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "x"),
                ("content-type", "application/grpc"), ("te", "trailers"),
            ] + more)
    }

    /// A header block with just these fields.
    static func block(_ fields: [(String, String)]) -> [UInt8] {
        var bytes: [UInt8] = []
        for (name, value) in fields {
            bytes += [0, UInt8(name.utf8.count)] + Array(name.utf8)
            bytes += [UInt8(value.utf8.count)] + Array(value.utf8)
        }
        return bytes
    }

    private final class Collector: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer

        let bytes = Mutex<[UInt8]>([])

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let new = unwrapInboundIn(data)
            bytes.withLock { $0 += Array(new.readableBytesView) }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)  // the server may reset the connection: that is what tests are for
        }
    }

    private let collector: Collector
    private let channel: any Channel

    /// Connects; with `handshake` the preface and empty SETTINGS are sent.
    init(port: Int, handshake: Bool = true) async throws {
        let collector = Collector()
        self.collector = collector
        channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(collector) }
            }
            .connect(host: "127.0.0.1", port: port).get()
        if handshake { await send(Self.preface + Frame.settings.bytes) }
    }

    /// Sends bytes; the server may have closed the connection.
    func send(_ bytes: [UInt8]) async {
        try? await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
    }

    func send(_ frames: Frame...) async {
        await send(frames.flatMap(\.bytes))
    }

    /// The frames that came so far.
    var frames: [Frame] {
        var rest = collector.bytes.withLock { $0 }[...]
        var frames: [Frame] = []
        while rest.count >= 9 {
            let head = Array(rest.prefix(9))
            let length = head[0..<3].reduce(0) { $0 << 8 | Int($1) }
            guard rest.count >= 9 + length else { break }
            let stream = head[5..<9].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            rest = rest.dropFirst(9)
            frames.append(Frame(type: head[3], flags: head[4], stream: stream, payload: Array(rest.prefix(length))))
            rest = rest.dropFirst(length)
        }
        return frames
    }

    /// The error codes of the GOAWAY frames that came (RFC 9113 §7).
    var goAways: [UInt8] { frames.filter { $0.type == 7 }.compactMap { $0.payload.dropFirst(7).first } }

    /// The streams that were ended by the server, one way or another.
    var endedStreams: Set<UInt32> {
        Set(frames.filter { $0.type == 3 || ($0.type < 2 && $0.flags & 1 == 1) }.map(\.stream))
    }

    var isOpen: Bool { channel.isActive }

    /// Waits until the server has closed the connection, at most ten seconds.
    func closed() async throws {
        try await eventually("the server closes the connection") { !channel.isActive }
    }

    /// Stops reading, so that the server's window and socket fill up.
    func stopReading() async throws {
        try await channel.setOption(.autoRead, value: false).get()
    }

    func close() async {
        try? await channel.close().get()  // the server may have closed it
    }
}
