import NIOCore
import NIOHPACK
import NIOHTTP2

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
        case streaming(AsyncThrowingStream<ByteBuffer, any Error>.Continuation)
        /// The handler of a unary call runs, or the call's status is on its way; whatever else arrives is dropped.
        case answering
        /// The trailers are sent, or the stream is gone.
        case ended
    }

    /// What a task needs to come back to the event loop with.
    private struct Bound {
        let handler: CallHandler
        let context: ChannelHandlerContext
    }

    private let handlers: [String: RPCHandler]
    private var reader: MessageReader
    private var state = State.idle
    private var task: Task<Void, Never>?
    private var deadline: Scheduled<Void>?
    private var headersSent = false
    private var pendingMessages = 0
    /// A client that streams faster than its handler reads is cut off here.
    private static let pendingMessageLimit = 1024

    init(handlers: [String: RPCHandler], limits: RPCServer.Limits) {
        self.handlers = handlers
        reader = MessageReader(sizeLimit: limits.messageBytes, limitName: limits.messageBytesName)
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

    func channelInactive(context: ChannelHandlerContext) {
        abandon()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        abandon()
        context.close(promise: nil)
    }

    // MARK: from the client

    private func begin(_ context: ChannelHandlerContext, _ headers: HPACKHeaders) {
        let head: RequestHead
        do {
            head = try RequestHead(headers)
        } catch {
            switch error {
            case .http(let status): return refuse(context, httpStatus: status)
            case .rpc(let status): return end(context, status)
            }
        }
        guard let handler = handlers[head.path] else {
            return end(context, RPCStatus(.unimplemented, "there is no method \(head.path)"))
        }
        let call = RPCCall(
            deadline: head.timeout.map { ContinuousClock.now + $0 },
            peer: context.channel.remoteAddress?.description ?? "unknown")
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
        do throws(RPCStatus) {
            while let message = try reader.next() { try take(message) }
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
            guard case .enqueued(let room) = requests.yield(message), room > 0 else {
                throw RPCStatus(.resourceExhausted, "messages arrive faster than they are read")
            }
        case .idle, .answering, .ended:
            break
        }
    }

    private func requestEnded(_ context: ChannelHandlerContext) {
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
        let loop = context.eventLoop
        let bound = NIOLoopBound(Bound(handler: self, context: context), eventLoop: loop)
        task = Task {
            do {
                let response = try await body(message, call)
                loop.execute { bound.value.handler.end(bound.value.context, response) }
            } catch {
                let status = RPCStatus(describing: error)
                loop.execute { bound.value.handler.end(bound.value.context, status) }
            }
        }
    }

    private func stream(
        _ context: ChannelHandlerContext,
        _ body: @escaping @Sendable (RPCRequests, RPCResponses, RPCCall) async throws -> Void, _ call: RPCCall
    ) {
        let (requests, continuation) = RPCRequests.makeStream(
            bufferingPolicy: .bufferingOldest(Self.pendingMessageLimit))
        state = .streaming(continuation)
        let loop = context.eventLoop
        let bound = NIOLoopBound(Bound(handler: self, context: context), eventLoop: loop)
        let responses = RPCResponses { message in
            try await loop.flatSubmit {
                let (handler, context) = (bound.value.handler, bound.value.context)
                return handler.send(context, message)
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

    private func watch(_ context: ChannelHandlerContext, _ timeout: Duration) {
        let bound = NIOLoopBound(Bound(handler: self, context: context), eventLoop: context.eventLoop)
        deadline = context.eventLoop.scheduleTask(in: TimeAmount(timeout)) {
            let (handler, context) = (bound.value.handler, bound.value.context)
            handler.end(context, RPCStatus(.deadlineExceeded, "the deadline of \(timeout) passed"))
        }
    }

    // MARK: to the client

    private static let responseHeaders: HPACKHeaders = [
        ":status": "200", "content-type": "application/grpc", "grpc-accept-encoding": "identity",
    ]
    private static let okTrailers: HPACKHeaders = ["grpc-status": "0"]

    private func send(_ context: ChannelHandlerContext, _ message: ByteBuffer) -> EventLoopFuture<Void> {
        guard case .streaming = state else {
            return context.eventLoop.makeFailedFuture(RPCStatus(.cancelled, "the call has ended"))
        }
        writeHeaders(context)
        let promise = context.eventLoop.makePromise(of: Void.self)
        writeMessage(context, message, promise)
        context.flush()
        return promise.futureResult
    }

    private func end(_ context: ChannelHandlerContext, _ response: ByteBuffer) {
        guard case .answering = state else { return }
        writeHeaders(context)
        writeMessage(context, response, nil)
        finish(context, Self.okTrailers)
    }

    /// Ends the call with `status`; a call that has ended stays as it ended.
    private func end(_ context: ChannelHandlerContext, _ status: RPCStatus) {
        if case .ended = state { return }
        var trailers: HPACKHeaders =
            headersSent ? [:] : [":status": "200", "content-type": "application/grpc"]
        trailers.add(name: "grpc-status", value: String(status.code.rawValue))
        if !status.message.isEmpty { trailers.add(name: "grpc-message", value: status.encodedMessage) }
        finish(context, trailers)
    }

    private func refuse(_ context: ChannelHandlerContext, httpStatus: Int) {
        finish(context, [":status": String(httpStatus)])
    }

    private func finish(_ context: ChannelHandlerContext, _ trailers: HPACKHeaders) {
        abandon()
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(.headers(.init(headers: trailers, endStream: true))))
            .whenComplete { _ in
                // a client that is still sending is told to stop; after a complete request this does nothing
                channel.close(promise: nil)
            }
    }

    private func writeHeaders(_ context: ChannelHandlerContext) {
        guard !headersSent else { return }
        headersSent = true
        context.write(wrapOutboundOut(.headers(.init(headers: Self.responseHeaders))), promise: nil)
    }

    private func writeMessage(
        _ context: ChannelHandlerContext, _ message: ByteBuffer, _ promise: EventLoopPromise<Void>?
    ) {
        var prefixed = context.channel.allocator.buffer(capacity: 5 + min(message.readableBytes, 16384))
        prefixed.writeInteger(UInt8(0))
        prefixed.writeInteger(UInt32(message.readableBytes))
        if message.readableBytes <= 16384 {
            prefixed.writeImmutableBuffer(message)
            context.write(wrapOutboundOut(.data(.init(data: .byteBuffer(prefixed)))), promise: promise)
        } else {
            context.write(wrapOutboundOut(.data(.init(data: .byteBuffer(prefixed)))), promise: nil)
            context.write(wrapOutboundOut(.data(.init(data: .byteBuffer(message)))), promise: promise)
        }
    }

    /// Lets go of everything that works for this call.
    private func abandon() {
        if case .streaming(let requests) = state { requests.finish(throwing: CancellationError()) }
        state = .ended
        deadline?.cancel()
        deadline = nil
        task?.cancel()
        task = nil
    }
}
