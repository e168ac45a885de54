import NIOCore
import NIOHTTP2
import ServerConnections

/// Watches over one HTTP/2 connection, and ends it in order: the calls that run, GOAWAY, the close (RFC 9113 §6.8).
///
/// A connection is ended when the server drains or when it had no call for the time that limits allow. It is closed when
/// its client does not begin to speak HTTP/2, or is silent and does not answer a PING.
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
    private enum Timer { case preface, idle, keepalive }

    private var context: ChannelHandlerContext?
    private var openStreams = 0
    private var lastStream: HTTP2StreamID = .rootStream
    private var drain = Drain.no
    private var lastAnswer: NIODeadline?
    private var idleSince = NIODeadline.distantPast
    private var lastRead = NIODeadline.distantPast
    private var hasBegun = false
    private var timers: [Timer: Scheduled<Void>] = [:]
    private let limits: RPCServer.Limits
    private let place: ConnectionPlace
    /// How long the last answer has to be read before GOAWAY follows it.
    private static let grace = TimeAmount.milliseconds(100)
    /// How long a client may take to answer the PING; a connection that never spoke HTTP/2 would not answer at all.
    private static let patience = TimeAmount.seconds(1)
    /// How long a client may take to close a connection on which nothing is left to say.
    private static let linger = TimeAmount.milliseconds(250)
    private static let drainPing = HTTP2PingData(withInteger: 0x6472_6169_6e69_6e67)
    private static let keepalivePing = HTTP2PingData(withInteger: 0x6b65_6570_2d75_7021)

    init(limits: RPCServer.Limits, place: ConnectionPlace) {
        self.limits = limits
        self.place = place
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        set(.preface, to: .now() + TimeAmount(limits.prefaceTimeout)) { $0.closeUnlessBegun() }
    }

    /// The first frame has come: the client's SETTINGS, behind its preface. Nothing may be sent to it before.
    private func begin() {
        hasBegun = true
        timers.removeValue(forKey: .preface)?.cancel()
        lastRead = .now()
        idleSince = lastRead
        if let idle = limits.idleTimeout {
            set(.idle, to: idleSince + TimeAmount(idle)) { $0.drainWhenIdle(for: TimeAmount(idle)) }
        }
        watchForSilence()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        for timer in timers.values { timer.cancel() }
        timers = [:]
    }

    /// Tells the handler of the connection's streams; both live on the connection's event loop.
    struct StreamDelegate: NIOHTTP2StreamDelegate {
        let handler: NIOLoopBound<ConnectionHandler>

        func streamCreated(_ id: HTTP2StreamID, channel: any Channel) {
            if handler.value.openStreams == 0 { handler.value.place.becomeBusy() }
            handler.value.openStreams += 1
            handler.value.lastStream = max(handler.value.lastStream, id)
        }

        func streamClosed(_ id: HTTP2StreamID, channel: any Channel) {
            handler.value.openStreams -= 1
            if handler.value.openStreams == 0 { handler.value.place.becomeIdle() }
            handler.value.lastAnswer = .now()
            handler.value.idleSince = .now()
            handler.value.announceWhenQuiet()
            handler.value.closeWhenDone()
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if !hasBegun { begin() }
        if case .ping(let content, ack: true) = unwrapInboundIn(data).payload {
            if content == Self.drainPing, drain == .announced { finish() }
            if content == Self.keepalivePing {
                lastRead = .now()
                watchForSilence()
            }
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        lastRead = .now()
        context.fireChannelReadComplete()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ConnectionRegistry.Drain, drain == .no {
            drain = .waiting
            announceWhenQuiet()
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if !error.concernsOneStream { context.close(promise: nil) }
    }

    // MARK: time

    /// A timer is not set anew at each frame: when it fires it looks what happened meanwhile, and is set for the rest.
    private func set(
        _ timer: Timer, to deadline: NIODeadline, _ action: @escaping @Sendable (ConnectionHandler) -> Void
    ) {
        guard let context else { return }
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        timers[timer]?.cancel()
        timers[timer] = context.eventLoop.scheduleTask(deadline: deadline) { action(bound.value) }
    }

    private func closeUnlessBegun() {
        if !hasBegun { context?.close(promise: nil) }
    }

    private func drainWhenIdle(for idle: TimeAmount) {
        guard drain == .no else { return }
        let end = (openStreams > 0 ? .now() : idleSince) + idle
        guard end <= .now() else { return set(.idle, to: end) { $0.drainWhenIdle(for: idle) } }
        drain = .waiting
        announceWhenQuiet()
    }

    private func watchForSilence() {
        guard let time = limits.keepaliveTime else { return }
        set(.keepalive, to: lastRead + TimeAmount(time)) { $0.askWhenSilent(for: TimeAmount(time)) }
    }

    private func askWhenSilent(for time: TimeAmount) {
        guard let context else { return }
        guard lastRead + time <= .now() else { return watchForSilence() }
        let asked = NIODeadline.now()
        context.writeAndFlush(
            wrapOutboundOut(HTTP2Frame(streamID: .rootStream, payload: .ping(Self.keepalivePing, ack: false))),
            promise: nil)
        // The answer sets the timer anew; whatever else was read shows as well that the client is there.
        set(.keepalive, to: asked + TimeAmount(limits.keepaliveTimeout)) { handler in
            guard handler.lastRead <= asked else { return handler.watchForSilence() }
            handler.context?.close(promise: nil)
        }
    }

    // MARK: the end

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

extension Error {
    /// Whether this is an error for which NIO resets a stream, and its connection goes on with the others. Errors of
    /// both kinds come the same way; those that can be either are taken for the connection's.
    fileprivate var concernsOneStream: Bool {
        switch self {
        case is NIOHTTP2Errors.StreamError,
            // a content-length that is malformed, or that the body does not keep (RFC 9113 §8.1.1)
            is NIOHTTP2Errors.ContentLengthViolated, is NIOHTTP2Errors.ContentLengthHeadersMismatch,
            is NIOHTTP2Errors.ContentLengthHeaderNegative, is NIOHTTP2Errors.ContentLengthHeaderMalformedValue,
            // malformed headers (§8.2, §8.3)
            is NIOHTTP2Errors.InvalidPseudoHeaderValue, is NIOHTTP2Errors.UnsupportedPseudoHeader,
            is NIOHTTP2Errors.DuplicatePseudoHeader,
            is NIOHTTP2Errors.PseudoHeaderAfterRegularHeader, is NIOHTTP2Errors.UnknownPseudoHeader,
            is NIOHTTP2Errors.InvalidPseudoHeaders, is NIOHTTP2Errors.InvalidHTTP2HeaderFieldName,
            is NIOHTTP2Errors.ForbiddenHeaderField, is NIOHTTP2Errors.EmptyPathHeader,
            is NIOHTTP2Errors.TrailersWithoutEndStream:
            true
        default: false
        }
    }
}
