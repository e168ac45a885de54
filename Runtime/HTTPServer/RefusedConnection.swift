import NIOCore

/// A connection for which there is no room: it is told so, whatever it asks, and closed.
///
/// What the client sends is read and thrown away for a moment, since a reset would overtake the answer.
final class RefusedConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// How long a client has to take the answer; there may be many of them.
    private static let linger = TimeAmount.milliseconds(500)

    private let answer: ByteBuffer
    private var end: Scheduled<Void>?

    /// A connection that gets `answer`, a whole response.
    init(_ answer: ByteBuffer) {
        self.answer = answer
    }

    func channelActive(context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
        context.close(mode: .output, promise: nil)
        end = context.eventLoop.assumeIsolated().scheduleTask(in: Self.linger) { context.close(promise: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}

    func channelInactive(context: ChannelHandlerContext) {
        end?.cancel()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
