import NIOCore
import NIOPosix
import Synchronization

/// A server that speaks no HTTP/2: it answers the first bytes with bytes of its own, or not at all.
struct RawServer: Sendable {
    let port: Int
    private let channel: any Channel
    private let connections: Connections

    private final class Connections: Sendable {
        let count = Atomic(0)
    }

    /// How many connections were made.
    var connectionCount: Int { connections.count.load(ordering: .relaxed) }

    static func start(reply: [UInt8], hangsUp: Bool) async throws -> RawServer {
        let connections = Connections()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { connection in
                connections.count.add(1, ordering: .relaxed)
                return connection.eventLoop.makeCompletedFuture {
                    try connection.pipeline.syncOperations.addHandler(Replier(reply: reply, hangsUp: hangsUp))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return RawServer(port: channel.localAddress?.port ?? 0, channel: channel, connections: connections)
    }

    func stop() async {
        try? await channel.close().get()
    }

    private final class Replier: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private var reply: [UInt8]
        private let hangsUp: Bool

        init(reply: [UInt8], hangsUp: Bool) {
            self.reply = reply
            self.hangsUp = hangsUp
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            if !reply.isEmpty {
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: reply)), promise: nil)
                reply = []
            }
            if hangsUp { context.close(promise: nil) }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
