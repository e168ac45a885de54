import NIOCore
import NIOHTTP2

/// The answer to one call, on its stream.
final class CallHandler: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame.FramePayload

    private var reader: AnswerReader
    private let answer: EventLoopPromise<ByteBuffer>
    private let watcher: ConnectionWatcher
    private let begun: EventLoopFuture<Void>
    private var isBegun = false
    private var isEnded = false

    /// A handler that completes `answer` once, with the message or why there is none: ``RPCClientError`` or
    /// ``NotProcessed``.
    /// - Parameter begun: when it succeeds, the call's headers are on their way; before, it may wait for its turn.
    init(
        answer: EventLoopPromise<ByteBuffer>, bytesMax: Int, begun: EventLoopFuture<Void>, watcher: ConnectionWatcher
    ) {
        self.answer = answer
        self.begun = begun
        self.watcher = watcher
        reader = AnswerReader(bytesMax: bytesMax)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        begun.whenSuccess { bound.value.isBegun = true }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isEnded else { return }
        switch unwrapInboundIn(data) {
        case .headers(let frame):
            end(context, reader.receive(frame.headers, endsStream: frame.endStream))
        case .data(let frame):
            guard case .byteBuffer(let bytes) = frame.data else { return }
            end(context, reader.receive(bytes, endsStream: frame.endStream))
        default:
            break  // resets come as errors; priorities mean nothing to a client
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(context, named(error))
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(context, RPCClientError.disconnected(reason: "the connection ended before the answer did"))
        context.fireChannelInactive()
    }

    private func end(_ context: ChannelHandlerContext, _ outcome: AnswerReader.Outcome?) {
        switch outcome {
        case .success(let message)?:
            isEnded = true
            answer.succeed(message)
        case .failure(let error)?: fail(context, error)
        case nil: break
        }
    }

    /// Ends the call; the server is told when it is still sending or being sent to.
    private func fail(_ context: ChannelHandlerContext, _ error: any Error) {
        guard !isEnded else { return }
        isEnded = true
        if !isBegun, let reason = error as? RPCClientError {
            answer.fail(NotProcessed(reason: reason))
        } else {
            answer.fail(error)
        }
        context.close(promise: nil)
    }

    private func named(_ error: any Error) -> any Error {
        guard let closed = error as? NIOHTTP2Errors.StreamClosed else { return ConnectFailure.named(error) }
        let reason = RPCClientError.disconnected(reason: "the server broke it off (\(closed.errorCode))")
        // What a GOAWAY leaves out is closed by NIO as if it had been cancelled.
        let isUntouched = closed.errorCode == .refusedStream || watcher.isDisowned(closed.streamID)
        return isUntouched ? NotProcessed(reason: reason) : reason
    }
}
