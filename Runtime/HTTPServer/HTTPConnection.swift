import NIOCore
import NIOHTTP1
import ServerConnections

/// One client's connection: hears requests, answers them in their order, one at a time.
///
/// Requests that a client sends ahead (pipelining) wait in a queue, of which the size is bounded because nothing more
/// is read from the socket while it holds something. The connection is kept after any complete exchange, a failed one
/// included, unless the client or the server's end wants it closed. A client that closes its side, half or whole,
/// cancels the call it is waiting for, since HTTP/1.1 gives no way to tell the two apart.
final class HTTPConnection<Service: HTTPService>: ChannelInboundHandler, ChannelOutboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum State {
        /// Between two requests.
        case idle
        /// The body of a call is arriving.
        case receiving(Service.Call)
        /// The answer is known, and the body is thrown away.
        case discarding(HTTPResponse)
        /// The service is at work.
        case waiting(Task<Void, Never>)
        /// The answer is on its way.
        case sending
        /// The last answer is sent, and what still arrives is thrown away.
        case lingering
        case closed
    }

    /// What arrived while the request before it was being answered.
    private enum Event {
        case part(HTTPServerRequestPart)
        case error(HTTPParserError)
    }

    private let service: Service
    private let limits: HTTPLimits
    private let deadline: ReadDeadline
    private let executor: EventLoopExecutor
    private var state = State.idle
    private var requestIDs = RequestIDs()
    private var exchange: HTTPExchange
    /// What the request of the exchange became, when it was more than an answer.
    private var call: Service.Call?
    private var body = ByteBuffer()
    private var isDraining = false
    private var date = HTTPDate()
    private var queue = CircularBuffer<Event>(initialCapacity: 0)
    private var isWorkingOff = false
    private var isReadHeldBack = false

    /// A connection that asks `service`; `deadline` stands before it in the same pipeline.
    init(service: Service, limits: HTTPLimits, deadline: ReadDeadline, eventLoop: any EventLoop) {
        self.service = service
        self.limits = limits
        self.deadline = deadline
        executor = EventLoopExecutor(eventLoop)
        exchange = HTTPExchange(id: .made(0, 0))  // until the first request
    }

    // MARK: Events

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        receive(.part(unwrapInboundIn(data)), context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError, error != .invalidEOFState else {
            context.close(promise: nil)
            return
        }
        receive(.error(error), context)
    }

    func read(context: ChannelHandlerContext) {
        if queue.isEmpty {
            context.read()
        } else {
            isReadHeldBack = true
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ConnectionRegistry.Drain:
            isDraining = true
            if case .idle = state, deadline.phase == .idle { context.close(promise: nil) }
        case let expired as ReadDeadline.Expired:
            switch expired.phase {
            case .head, .body: refuse(.requestTimeout, context)
            case .idle, .service, .sending, .lingering: context.close(promise: nil)
            }
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        queue.removeAll()
        context.fireChannelInactive()
    }

    /// The client is gone, in whatever state.
    private func leave() {
        switch state {
        case .waiting(let task):
            task.cancel()
            recordEnd()
        case .receiving, .discarding, .sending: recordEnd()
        case .idle, .lingering, .closed: break
        }
        state = .closed
    }

    // MARK: Requests

    private func receive(_ event: Event, _ context: ChannelHandlerContext) {
        switch state {
        case .waiting, .sending: queue.append(event)
        case .lingering, .closed: break
        case .idle, .receiving, .discarding: handle(event, context)
        }
    }

    private func handle(_ event: Event, _ context: ChannelHandlerContext) {
        switch event {
        case .part(.head(let head)): begin(head, context)
        case .part(.body(let piece)): take(piece, context)
        case .part(.end): end(context)
        case .error(.headerOverflow): refuse(.headTooLarge(limitBytes: limits.headBytesMax), context)
        case .error: refuse(.malformedRequest, context)
        }
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        exchange = HTTPExchange(head, ids: &requestIDs)
        call = nil
        deadline.enter(.body)
        switch service.triage(head) {
        case .answer(let response): discard(response, context)
        case .call(let call):
            self.call = call
            if let problem = limits.problem(with: exchange.fields) {
                return discard(service.response(to: problem), context)
            }
            state = .receiving(call)
            if exchange.expectsContinue {
                context.writeAndFlush(wrapOutboundOut(HTTPExchange.continueLine), promise: nil)
            }
        }
    }

    private func discard(_ response: HTTPResponse, _ context: ChannelHandlerContext) {
        state = .discarding(response)
        if exchange.expectsContinue || exchange.fields.contentLength > HTTPLimits.discardedBytesMax {
            answerEarly(response, context)
        }
    }

    private func take(_ piece: ByteBuffer, _ context: ChannelHandlerContext) {
        exchange.bodyBytes += piece.readableBytes
        switch state {
        case .receiving where exchange.bodyBytes > limits.bodyBytesMax:
            refuse(.bodyTooLarge(limitBytes: limits.bodyBytesMax), context)
        case .receiving where exchange.bodyBytes == piece.readableBytes: body = piece
        case .receiving:
            // The whole length at once: memory that a client announces and never sends is never touched.
            if exchange.fields.contentLength > body.capacity { body.reserveCapacity(exchange.fields.contentLength) }
            body.writeImmutableBuffer(piece)
        case .discarding(let response) where exchange.bodyBytes > HTTPLimits.discardedBytesMax:
            answerEarly(response, context)
        case .idle, .discarding, .waiting, .sending, .lingering, .closed: break
        }
    }

    private func end(_ context: ChannelHandlerContext) {
        exchange.isComplete = true
        switch state {
        case .receiving(let call): ask(call, context)
        case .discarding(let response): send(response, context)
        case .idle, .waiting, .sending, .lingering, .closed: break
        }
    }

    private func ask(_ call: Service.Call, _ context: ChannelHandlerContext) {
        guard let head = exchange.head else { return }
        deadline.enter(.service)
        let (service, eventLoop) = (service, context.eventLoop)
        let request = HTTPRequest(head: head, body: body, id: exchange.id, trace: exchange.fields.trace)
        body = ByteBuffer()
        // How much a compressed body holds, nobody knows beforehand.
        let isCompressed = exchange.fields.contentEncoding == .gzip
        let isSmall = !isCompressed && request.body.readableBytes <= EventLoopExecutor.requestBytesMax
        let limits = limits
        let connection = NIOLoopBound((handler: self, context: context), eventLoop: eventLoop)
        state = .waiting(
            Task(executorPreference: isSmall ? executor : nil) {
                let response =
                    isCompressed
                    ? await service.answer(call, compressed: request, limits) : await service.answer(call, request)
                if eventLoop.inEventLoop {
                    connection.value.handler.answered(response, connection.value.context)
                } else {
                    eventLoop.execute { connection.value.handler.answered(response, connection.value.context) }
                }
            })
    }

    /// The service has answered; the client may have gone meanwhile.
    private func answered(_ response: HTTPResponse, _ context: ChannelHandlerContext) {
        if case .waiting = state { send(response, context) }
    }

    // MARK: Answers

    /// Answers with an error before the request is complete, or instead of one that cannot be understood.
    private func refuse(_ problem: HTTPProblem, _ context: ChannelHandlerContext) {
        if case .idle = state {
            exchange = HTTPExchange(id: requestIDs.make())
            call = nil
        }
        answerEarly(service.response(to: problem), context)
    }

    /// Answers before the request is complete; where its end is, nobody will know, so the connection closes.
    private func answerEarly(_ response: HTTPResponse, _ context: ChannelHandlerContext) {
        exchange.keepsAlive = false
        body = ByteBuffer()
        send(response, context)
    }

    private func send(_ response: HTTPResponse, _ context: ChannelHandlerContext) {
        state = .sending
        deadline.enter(.sending)
        if isDraining || service.isEnding { exchange.keepsAlive = false }
        exchange.status = response.status
        var head = exchange.head(of: response, date: date.now(), allocator: context.channel.allocator)
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.assumeIsolated().whenSuccess { self.sent(context) }
        guard let body = response.body, !exchange.isHEAD else {
            return context.writeAndFlush(wrapOutboundOut(head), promise: sent)
        }
        exchange.answerBytes = body.readableBytes
        // To copy a small body costs less than to hand the system two pieces.
        if body.readableBytes <= HTTPLimits.copiedBytesMax {
            head.writeImmutableBuffer(body)
            context.writeAndFlush(wrapOutboundOut(head), promise: sent)
        } else {
            context.write(wrapOutboundOut(head), promise: nil)
            context.writeAndFlush(wrapOutboundOut(body), promise: sent)
        }
    }

    private func sent(_ context: ChannelHandlerContext) {
        guard case .sending = state else { return }
        recordEnd()
        guard exchange.keepsAlive else { return closeAfterAnswer(context) }
        state = .idle
        deadline.enter(.idle)
        workOffQueue(context)
    }

    private func closeAfterAnswer(_ context: ChannelHandlerContext) {
        queue.removeAll()
        guard !exchange.isComplete else {
            state = .closed
            return context.close(promise: nil)
        }
        state = .lingering
        deadline.enter(.lingering)
        context.close(mode: .output, promise: nil)
        releaseRead(context)
    }

    private func recordEnd() {
        service.ended(exchange.record(), of: call)
    }

    /// Handles what arrived ahead. Not recursive: answers may be sent at once, each of which leads here.
    private func workOffQueue(_ context: ChannelHandlerContext) {
        guard !isWorkingOff else { return }
        isWorkingOff = true
        defer { isWorkingOff = false }
        while true {
            switch state {
            case .idle, .receiving, .discarding: break
            case .waiting, .sending, .lingering, .closed: return
            }
            guard let event = queue.popFirst() else { break }
            handle(event, context)
        }
        releaseRead(context)
    }

    private func releaseRead(_ context: ChannelHandlerContext) {
        guard isReadHeldBack else { return }
        isReadHeldBack = false
        context.read()
    }
}
