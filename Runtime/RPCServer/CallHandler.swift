import NIOCore
import NIOHPACK
import NIOHTTP2
import ServerConnections

/// One HTTP/2 stream as one gRPC call: from its headers to its trailers, on the stream's event loop.
final class CallHandler: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame.FramePayload
    typealias OutboundOut = HTTP2Frame.FramePayload

    private enum State {
        /// Headers have not arrived.
        case idle
        /// A unary call is being collected: its message, once it is complete.
        case collecting(@Sendable (ByteBuffer, RPCCall) async throws -> ByteBuffer, RPCCall, ByteBuffer?)
        /// A streaming call runs, and may still get messages.
        case streaming(RPCRequests.Inbox)
        /// The handler of a unary call runs; whatever else arrives is dropped.
        case answering
        /// The trailers are sent, or the stream is gone.
        case ended
    }

    /// What a task needs to come back to the event loop with.
    private struct Bound {
        let handler: CallHandler
        let context: ChannelHandlerContext
    }

    /// What is told of the call when it is over.
    private struct Account {
        var began = NIODeadline.distantPast
        var path = ""
        var isKnown = false
        var isStream = false
        var call: RPCCall?
        var requestBytes = 0
        var responseBytes = 0
        var isOpen = false
    }

    private let service: RPCService
    private let executor: EventLoopExecutor
    private var reader: MessageReader
    private var state = State.idle
    private var account = Account()
    private var task: Task<Void, Never>?
    private var deadline: Scheduled<Void>?
    private var stalled: Scheduled<Void>?
    private var lastRead = NIODeadline.distantPast
    private var headersSent = false
    private var isRequestComplete = false
    private var compressesAnswers = false
    /// What the call holds of the server's ``HeldBytes``.
    private var heldBytes = 0
    /// A client that streams faster than its handler reads is cut off here.
    private static let pendingMessageLimit = 1024

    init(service: RPCService, eventLoop: any EventLoop) {
        self.service = service
        executor = EventLoopExecutor(eventLoop)
        reader = service.reader()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .headers(let headers):
            if case .idle = state { begin(context, headers.headers) }
            if headers.endStream { requestEnded(context) }
        case .data(let frame):
            if case .byteBuffer(let bytes) = frame.data { received(context, bytes) }
            if frame.endStream { requestEnded(context) }
        default:
            break  // the multiplexer acts on RST_STREAM itself; priorities mean nothing here
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // Most requests are complete by now, and need no timer.
        if case .collecting = state {
            lastRead = .now()
            if stalled == nil { watchForMore(context) }
        }
        context.fireChannelReadComplete()
    }

    func channelInactive(context: ChannelHandlerContext) {
        abandon(RPCStatus(.cancelled, "the client is gone"))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        abandon(RPCStatus(.cancelled, "the client has reset the call"))
        context.close(promise: nil)
    }

    // MARK: from the client

    private func begin(_ context: ChannelHandlerContext, _ headers: HPACKHeaders) {
        account.began = .now()
        account.isOpen = true
        account.path = headers.first(name: ":path") ?? ""
        let handler = service.handlers[account.path]
        account.isKnown = handler != nil
        if case .streaming = handler { account.isStream = true }
        service.observer?.began(account.isStream)
        let head: RequestHead
        do {
            head = try RequestHead(headers)
        } catch {
            switch error {
            case .http(let status): return refuse(context, httpStatus: status)
            case .rpc(let status): return end(context, status)
            }
        }
        let call = RPCCall(head, headers: headers, address: context.channel.remoteAddress)
        account.call = call
        guard let handler else { return end(context, RPCStatus(.unimplemented, "there is no method \(head.path)")) }
        if head.encoding != .identity { reader = service.reader(encoding: head.encoding) }
        compressesAnswers = service.limits.compressesAnswers && head.acceptsGzip
        if let timeout = head.timeout { watch(context, timeout) }
        switch handler {
        case .unary(let body): state = .collecting(body, call, nil)
        case .streaming(let body): stream(context, body, call)
        }
    }

    private func received(_ context: ChannelHandlerContext, _ bytes: ByteBuffer) {
        switch state {
        case .collecting, .streaming: reader.append(bytes)
        case .idle, .answering, .ended: return
        }
        account.requestBytes += bytes.readableBytes
        do throws(RPCStatus) {
            while let message = try reader.next() { try take(message) }
            try hold()
        } catch {
            end(context, error)
        }
    }

    private func take(_ message: ByteBuffer) throws(RPCStatus) {
        switch state {
        case .collecting(let body, let call, nil):
            state = .collecting(body, call, message)
        case .collecting:
            throw RPCStatus(.unimplemented, "the method takes one message")
        case .streaming(let requests):
            try requests.add(message)
        case .idle, .answering, .ended:
            break
        }
    }

    /// Takes part in the server's account of what all calls hold.
    private func hold() throws(RPCStatus) {
        var held = reader.heldBytes
        if case .collecting(_, _, let message?) = state { held += message.readableBytes }
        let change = held - heldBytes
        heldBytes = held
        guard change == 0 || service.held.change(by: change) else { throw service.held.status }
    }

    private func requestEnded(_ context: ChannelHandlerContext) {
        isRequestComplete = true
        switch state {
        case .collecting where reader.holdsPart:
            end(context, RPCStatus(.internal, "the request ends in the middle of a message"))
        case .collecting(_, _, nil):
            end(context, RPCStatus(.internal, "the request holds no message"))
        case .collecting(let body, let call, let message?):
            answer(context, body, message, call)
        case .streaming(let requests):
            if reader.holdsPart {
                end(context, RPCStatus(.internal, "the request ends in the middle of a message"))
            } else {
                requests.finish()
            }
        case .idle, .answering, .ended:
            break
        }
    }

    // MARK: the handler's task

    private func answer(
        _ context: ChannelHandlerContext, _ body: @escaping @Sendable (ByteBuffer, RPCCall) async throws -> ByteBuffer,
        _ message: ByteBuffer, _ call: RPCCall
    ) {
        state = .answering
        stalled?.cancel()
        stalled = nil
        let loop = context.eventLoop
        let bound = NIOLoopBound(Bound(handler: self, context: context), eventLoop: loop)
        let compressedFrom = compressedFrom
        let isSmall = message.readableBytes <= EventLoopExecutor.requestBytesMax
        let answered = { @Sendable (result: Result<OutgoingMessage, RPCStatus>) in
            if loop.inEventLoop {
                bound.value.handler.answered(bound.value.context, result)
            } else {
                loop.execute { bound.value.handler.answered(bound.value.context, result) }
            }
        }
        // Apart from the task, or Swift 6.3 cannot check its isolation with optimisation.
        let work = { @Sendable () async -> Void in
            answered(await Self.answer(of: body, message, call, compressedFrom))
        }
        task = Task(executorPreference: isSmall ? executor : nil, operation: work)
    }

    private func answered(_ context: ChannelHandlerContext, _ result: Result<OutgoingMessage, RPCStatus>) {
        switch result {
        case .success(let response): end(context, response)
        case .failure(let status): end(context, status)
        }
    }

    /// What the handler says, as it goes out. It is compressed on a thread where that holds up no connection.
    private static func answer(
        of body: @Sendable (ByteBuffer, RPCCall) async throws -> ByteBuffer, _ message: ByteBuffer, _ call: RPCCall,
        _ compressedFrom: Int?
    ) async -> Result<OutgoingMessage, RPCStatus> {
        do {
            let answer = try await body(message, call)
            guard let compressedFrom, answer.readableBytes >= compressedFrom else {
                return .success(OutgoingMessage(plain: answer))
            }
            return .success(await Task.detached { OutgoingMessage(answer, compressedFrom: compressedFrom) }.value)
        } catch {
            return .failure(RPCStatus(describing: error))
        }
    }

    private func stream(
        _ context: ChannelHandlerContext,
        _ body: @escaping @Sendable (RPCRequests, RPCResponses, RPCCall) async throws -> Void, _ call: RPCCall
    ) {
        let (requests, inbox) = RPCRequests.make(countLimit: Self.pendingMessageLimit, held: service.held)
        state = .streaming(inbox)
        let loop = context.eventLoop
        let bound = NIOLoopBound(Bound(handler: self, context: context), eventLoop: loop)
        let compressedFrom = compressedFrom
        let responses = RPCResponses { message in
            let outgoing = OutgoingMessage(message, compressedFrom: compressedFrom)
            try await loop.flatSubmit {
                let (handler, context) = (bound.value.handler, bound.value.context)
                return handler.send(context, outgoing)
            }.get()
        }
        task = Task {
            var status = RPCStatus(.ok, "")
            do {
                try await body(requests, responses, call)
            } catch {
                status = RPCStatus(describing: error)
            }
            loop.execute { [status] in bound.value.handler.end(bound.value.context, status) }
        }
    }

    /// The size from which answers are compressed; nil when none are.
    private var compressedFrom: Int? { compressesAnswers ? service.limits.compressedFromBytes : nil }

    // MARK: time

    private func watch(_ context: ChannelHandlerContext, _ timeout: Duration) {
        let bound = NIOLoopBound(Bound(handler: self, context: context), eventLoop: context.eventLoop)
        deadline = context.eventLoop.scheduleTask(in: TimeAmount(timeout)) {
            let (handler, context) = (bound.value.handler, bound.value.context)
            handler.end(context, RPCStatus(.deadlineExceeded, "the deadline of \(timeout) passed"))
        }
    }

    /// Ends a unary call whose request stops halfway; it looks again later when something arrived meanwhile.
    private func watchForMore(_ context: ChannelHandlerContext) {
        let limit = TimeAmount(service.limits.receiveTimeout)
        let bound = NIOLoopBound(Bound(handler: self, context: context), eventLoop: context.eventLoop)
        stalled = context.eventLoop.scheduleTask(deadline: lastRead + limit) {
            let (handler, context) = (bound.value.handler, bound.value.context)
            guard case .collecting = handler.state else { return }
            guard handler.lastRead + limit <= .now() else { return handler.watchForMore(context) }
            handler.end(context, RPCStatus(.cancelled, "nothing more of the request came for \(limit.inSeconds)"))
        }
    }

    /// Resets a stream whose client does not read the end of its answer.
    private func watchSending(_ context: ChannelHandlerContext) -> Scheduled<Void> {
        let channel = context.channel
        return context.eventLoop.scheduleTask(in: TimeAmount(service.limits.sendTimeout)) {
            channel.close(promise: nil)
        }
    }

    // MARK: to the client

    private static let responseHeaders: HPACKHeaders = [
        ":status": "200", "content-type": "application/grpc", "grpc-accept-encoding": "\(MessageEncoding.accepted)",
    ]
    private static let okTrailers: HPACKHeaders = ["grpc-status": "0"]

    private func send(_ context: ChannelHandlerContext, _ message: OutgoingMessage) -> EventLoopFuture<Void> {
        guard case .streaming = state else {
            return context.eventLoop.makeFailedFuture(RPCStatus(.cancelled, "the call has ended"))
        }
        // In a stream each message says for itself whether it is compressed.
        writeHeaders(context, encoding: compressesAnswers ? .gzip : .identity)
        let promise = context.eventLoop.makePromise(of: Void.self)
        writeMessage(context, message, promise)
        context.flush()
        return promise.futureResult
    }

    private func end(_ context: ChannelHandlerContext, _ response: OutgoingMessage) {
        guard case .answering = state else { return }
        writeHeaders(context, encoding: response.isCompressed ? .gzip : .identity)
        writeMessage(context, response, nil)
        finish(context, Self.okTrailers, RPCStatus(.ok, ""))
    }

    /// Ends the call with `status`; a call that has ended stays as it ended.
    private func end(_ context: ChannelHandlerContext, _ status: RPCStatus) {
        if case .ended = state { return }
        var trailers = headersSent ? [:] : headers(encoding: .identity)
        trailers.add(name: "grpc-status", value: String(status.code.rawValue))
        if !status.message.isEmpty { trailers.add(name: "grpc-message", value: status.encodedMessage) }
        finish(context, trailers, status)
    }

    private func refuse(_ context: ChannelHandlerContext, httpStatus: Int) {
        finish(
            context, [":status": String(httpStatus)], RPCStatus(.unknown, "no call of gRPC: HTTP status \(httpStatus)"))
    }

    private func finish(_ context: ChannelHandlerContext, _ trailers: HPACKHeaders, _ status: RPCStatus) {
        abandon(status)
        let channel = context.channel
        let stopsClient = !isRequestComplete
        var isSent = false
        var watching: Scheduled<Void>?
        context.writeAndFlush(wrapOutboundOut(.headers(.init(headers: trailers, endStream: true))))
            .assumeIsolated()
            .whenComplete { _ in
                isSent = true
                watching?.cancel()
                // A client that is still sending is told to stop, and that nothing went wrong (RFC 9113 §8.1): with
                // another code, grpc's core forgets the status that it has just read.
                if stopsClient { channel.writeAndFlush(HTTP2Frame.FramePayload.rstStream(.noError), promise: nil) }
                channel.close(promise: nil)
            }
        if !isSent { watching = watchSending(context) }
    }

    private func headers(encoding: MessageEncoding) -> HPACKHeaders {
        var headers = Self.responseHeaders
        if encoding != .identity { headers.add(name: "grpc-encoding", value: encoding.rawValue) }
        if let id = account.call?.requestID { headers.add(name: "x-request-id", value: id) }
        return headers
    }

    private func writeHeaders(_ context: ChannelHandlerContext, encoding: MessageEncoding) {
        guard !headersSent else { return }
        headersSent = true
        context.write(wrapOutboundOut(.headers(.init(headers: headers(encoding: encoding)))), promise: nil)
    }

    private func writeMessage(
        _ context: ChannelHandlerContext, _ message: OutgoingMessage, _ promise: EventLoopPromise<Void>?
    ) {
        let bytes = message.bytes
        account.responseBytes += 5 + bytes.readableBytes
        var prefixed = context.channel.allocator.buffer(capacity: 5 + min(bytes.readableBytes, 16384))
        prefixed.writeInteger(UInt8(message.isCompressed ? 1 : 0))
        prefixed.writeInteger(UInt32(bytes.readableBytes))
        if bytes.readableBytes <= 16384 {
            prefixed.writeImmutableBuffer(bytes)
            context.write(wrapOutboundOut(.data(.init(data: .byteBuffer(prefixed)))), promise: promise)
        } else {
            context.write(wrapOutboundOut(.data(.init(data: .byteBuffer(prefixed)))), promise: nil)
            context.write(wrapOutboundOut(.data(.init(data: .byteBuffer(bytes)))), promise: promise)
        }
    }

    /// Lets go of everything that works for this call, which ended as `status` says.
    private func abandon(_ status: RPCStatus) {
        if case .streaming(let requests) = state { requests.finish(throwing: CancellationError()) }
        state = .ended
        deadline?.cancel()
        deadline = nil
        stalled?.cancel()
        stalled = nil
        task?.cancel()
        task = nil
        reader.drop()
        if heldBytes > 0 { _ = service.held.change(by: -heldBytes) }
        heldBytes = 0
        tell(status)
    }

    private func tell(_ status: RPCStatus) {
        guard account.isOpen else { return }
        account.isOpen = false
        guard let observer = service.observer else { return }
        observer.ended(
            RPCRecord(
                path: account.path,
                isKnown: account.isKnown, isStream: account.isStream, status: status,
                requestBytes: account.requestBytes,
                responseBytes: account.responseBytes, duration: Duration(.now() - account.began), call: account.call))
    }
}

extension TimeAmount {
    /// For example `30 s`.
    fileprivate var inSeconds: String { "\(Double(nanoseconds) / 1e9) s" }
}
