import NIOCore
import NIOHTTP2
import ServerConnections

/// Ends one HTTP/2 connection in order: the calls that run, GOAWAY, the close (RFC 9113 §6.8).
///
/// GOAWAY waits until no call is open and the last answer had a moment to be read, because grpclib, which the published
/// OMI client uses, drops its connection when it reads one, with the calls that it waits for. The first GOAWAY names the
/// largest stream id, so that calls already on their way are still taken; the client's answer to the PING behind it shows
/// that none is, and the second GOAWAY names the last that was.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTP2Frame
    typealias InboundOut = HTTP2Frame
    typealias OutboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    private enum Drain { case no, waiting, announced, final }

    private var context: ChannelHandlerContext?
    private var openStreams = 0
    private var lastStream: HTTP2StreamID = .rootStream
    private var drain = Drain.no
    private var lastAnswer: NIODeadline?
    /// How long the last answer has to be read before GOAWAY follows it.
    private static let grace = TimeAmount.milliseconds(100)
    /// How long a client may take to answer the PING; a connection that never spoke HTTP/2 would not answer at all.
    private static let patience = TimeAmount.seconds(1)
    /// How long a client may take to close a connection on which nothing is left to say.
    private static let linger = TimeAmount.milliseconds(250)
    private static let drainPing = HTTP2PingData(withInteger: 0x6472_6169_6e69_6e67)

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    /// Tells the handler of the connection's streams; both live on the connection's event loop.
    struct StreamDelegate: NIOHTTP2StreamDelegate {
        let handler: NIOLoopBound<ConnectionHandler>

        func streamCreated(_ id: HTTP2StreamID, channel: any Channel) {
            handler.value.openStreams += 1
            handler.value.lastStream = max(handler.value.lastStream, id)
        }

        func streamClosed(_ id: HTTP2StreamID, channel: any Channel) {
            handler.value.openStreams -= 1
            handler.value.lastAnswer = .now()
            handler.value.announceWhenQuiet()
            handler.value.closeWhenDone()
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .ping(Self.drainPing, ack: true) = unwrapInboundIn(data).payload, drain == .announced {
            finish()
        }
        context.fireChannelRead(data)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ConnectionRegistry.Drain, drain == .no {
            drain = .waiting
            announceWhenQuiet()
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func announceWhenQuiet() {
        guard drain == .waiting, openStreams == 0, let context else { return }
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        if let quiet = lastAnswer.map({ $0 + Self.grace }), quiet > .now() {
            context.eventLoop.scheduleTask(deadline: quiet) { bound.value.announceWhenQuiet() }
            return
        }
        drain = .announced
        announce(last: .maxID)
        context.writeAndFlush(
            wrapOutboundOut(HTTP2Frame(streamID: .rootStream, payload: .ping(Self.drainPing, ack: false))),
            promise: nil)
        context.eventLoop.scheduleTask(in: Self.patience) { bound.value.finish() }
    }

    private func announce(last: HTTP2StreamID) {
        guard let context else { return }
        context.writeAndFlush(
            wrapOutboundOut(
                HTTP2Frame(
                    streamID: .rootStream,
                    payload: .goAway(lastStreamID: last, errorCode: .noError, opaqueData: nil))),
            promise: nil)
    }

    /// Nothing new is taken from here on.
    private func finish() {
        guard drain == .announced else { return }
        drain = .final
        announce(last: lastStream)
        closeWhenDone()
    }

    private func closeWhenDone() {
        guard drain == .final, openStreams == 0, let context else { return }
        // Closing with something unread makes TCP reset the connection, and the last answer may be lost with it; a client
        // that has read GOAWAY closes by itself, and this is for one that does not.
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: Self.linger) { bound.value.close(promise: nil) }
    }
}
