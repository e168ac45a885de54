import NIOCore
import NIOHTTP1

/// A connection: takes requests one after the other, and lets each go wrong as it was told.
final class RequestHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private struct Exchange {
        let request: Request
        let plan: Plan
        var body = ByteBuffer()
        /// The bytes of the body that came.
        var count = 0
    }

    private let state: SharedState
    private let origin: RegistryStub.Origin
    private let connection: Int
    /// The request that is being read; nil after an early answer, so that what still comes is thrown away.
    private var exchange: Exchange?

    init(state: SharedState, origin: RegistryStub.Origin, connection: Int) {
        self.state = state
        self.origin = origin
        self.connection = connection
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): begin(Request(head, origin: origin, connection: connection), context: context)
        case .body(let piece): take(piece, context: context)
        case .end: end(context: context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        breakOff()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func begin(_ request: Request, context: ChannelHandlerContext) {
        do {
            let plan = try state.withLock { state in try state.begin(request) }
            if plan.dropAfterBytes == 0 { return context.close(promise: nil) }
            if plan.isEarly, let reply = plan.reply {
                return ReplyWriter(request: request, plan: plan, state: state, isEarly: true)
                    .write(reply, channel: context.channel)
            }
            exchange = Exchange(request: request, plan: plan)
            if request.headers.first(name: "expect")?.lowercased() == "100-continue" {
                context.writeAndFlush(
                    wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))), promise: nil)
            }
        } catch {
            context.close(promise: nil)
        }
    }

    private func take(_ piece: ByteBuffer, context: ChannelHandlerContext) {
        guard var exchange else { return }
        let plan = exchange.plan
        let start = exchange.count
        let end = min(start + piece.readableBytes, plan.dropAfterBytes ?? .max)
        let taken = max(min(end, plan.takenBytesMax ?? .max) - start, 0)
        exchange.count = end
        let kept = piece.getSlice(at: piece.readerIndex, length: taken) ?? ByteBuffer()
        if plan.sink == .memory || plan.holdsBody { exchange.body.writeImmutableBuffer(kept) }
        self.exchange = exchange
        // A digest that cannot be made is noticed when the upload is committed.
        try? state.withLock { state in try state.take(kept, for: plan) }
        if end == plan.dropAfterBytes {
            breakOff()
            context.close(promise: nil)
        }
    }

    private func breakOff() {
        guard let plan = exchange?.plan else { return }
        exchange = nil
        state.withLock { $0.breakOff(plan) }
    }

    private func end(context: ChannelHandlerContext) {
        guard let exchange else { return }
        self.exchange = nil
        let (state, channel) = (state, context.channel)
        let (request, body, plan) = (exchange.request, exchange.body, exchange.plan)
        let gates = plan.faults.compactMap { fault in if case .hold(let gate) = fault { gate } else { nil } }
        EventLoopFuture.andAllSucceed(gates.map { $0.passage(on: channel.eventLoop) }, on: channel.eventLoop)
            .whenSuccess {
                let reply: Reply
                do {
                    reply = try state.withLock { state in try state.answer(request, body: body, plan: plan) }
                } catch {
                    reply = .error(500, "UNKNOWN", "\(error)")
                }
                ReplyWriter(request: request, plan: plan, state: state, isEarly: false).write(reply, channel: channel)
            }
    }
}
