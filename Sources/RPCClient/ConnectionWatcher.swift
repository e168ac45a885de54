import NIOCore
import NIOHTTP2

/// Tells when a connection can be used, when no longer, and ends it when it is of no more use.
///
/// It can be used from the server's first SETTINGS on. After a GOAWAY, calls that the server has taken are answered on
/// it, and it ends with the last of them (RFC 9113 §6.8).
final class ConnectionWatcher: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame
    typealias InboundOut = HTTP2Frame

    /// Succeeds with the first SETTINGS.
    let ready: EventLoopPromise<Void>
    /// Whether what the server sent is being read right now.
    var isReading = false
    private let retired: @Sendable () -> Void
    private let patience: TimeAmount
    private var timer: Scheduled<Void>?
    private var openStreams = 0
    private var lastTakenStream: HTTP2StreamID?
    private var isReady = false
    private var context: ChannelHandlerContext?

    /// A watcher that calls `retired` when no further call is to be made on the connection, perhaps more than once.
    init(on loop: any EventLoop, patience: TimeAmount, retired: @escaping @Sendable () -> Void) {
        ready = loop.makePromise()
        self.patience = patience
        self.retired = retired
    }

    /// Counts the streams; lives on the connection's event loop, as the watcher does.
    struct StreamDelegate: NIOHTTP2StreamDelegate {
        let watcher: NIOLoopBound<ConnectionWatcher>

        func streamCreated(_ id: HTTP2StreamID, channel: any Channel) {
            watcher.value.openStreams += 1
        }

        func streamClosed(_ id: HTTP2StreamID, channel: any Channel) {
            watcher.value.openStreams -= 1
            watcher.value.closeWhenDone()
        }
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { startTimer(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        fail(RPCClientError.disconnected(reason: "the connection ended"))
    }

    func channelActive(context: ChannelHandlerContext) {
        startTimer(context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data).payload {
        case .settings(.settings) where !isReady:
            isReady = true
            timer?.cancel()
            ready.succeed()
        case .goAway(let last, _, _):
            lastTakenStream = last
            retired()
            closeWhenDone()
        default: break
        }
        context.fireChannelRead(data)
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(RPCClientError.notGRPC(found: "something that ends the connection without a word"))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !concernsOneCall(error) else { return }
        fail(ConnectFailure.named(error))
        context.close(promise: nil)
    }

    /// Whether `error` is of one call alone, which hears of it by itself: NIO tells the connection too. That is what comes
    /// of writing to a stream that the server has ended meanwhile, or that it takes no more after its GOAWAY.
    private func concernsOneCall(_ error: any Error) -> Bool {
        if error is NIOHTTP2Errors.CreatedStreamAfterGoaway { return true }
        return !isReading && (error is any NIOHTTP2Error)
    }

    /// Whether the server has said that it has not acted on the call of stream `id`, and will not.
    func isDisowned(_ id: HTTP2StreamID) -> Bool {
        lastTakenStream.map { id > $0 } ?? false
    }

    /// Makes the connection unusable; `error` is told if it never was usable.
    func fail(_ error: any Error) {
        timer?.cancel()
        retired()
        ready.fail(error)
    }

    private func startTimer(_ context: ChannelHandlerContext) {
        guard timer == nil, !isReady else { return }
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(in: patience) {
            bound.value.fail(RPCClientError.notGRPC(found: "something that says nothing"))
            bound.value.context?.close(promise: nil)
        }
    }

    private func closeWhenDone() {
        guard lastTakenStream != nil, openStreams == 0 else { return }
        context?.close(promise: nil)
    }
}
