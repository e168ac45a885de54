import GRPCCore
import NIOCore
import NIOHPACK
import NIOHTTP2

/// Refuses a call whose request is too large with RESOURCE_EXHAUSTED, before the request has arrived.
///
/// The transport's own limit resets the stream, which clients report as a broken connection and answer by trying again.
/// This stands between the HTTP/2 stream and the transport: it ends the call with a status that tells the limit, and
/// drops the rest of the request.
final class RequestSizeLimiter: ChannelDuplexHandler {
    typealias InboundIn = HTTP2Frame.FramePayload
    typealias InboundOut = HTTP2Frame.FramePayload
    typealias OutboundIn = HTTP2Frame.FramePayload
    typealias OutboundOut = HTTP2Frame.FramePayload

    private let limitBytes: Int
    private var lengths = MessageLengths()
    private var answering = false
    private var refused = false

    /// Refuses messages of more than `limitBytes` bytes.
    init(limitBytes: Int) {
        self.limitBytes = limitBytes
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .data(let frame) = unwrapInboundIn(data), case .byteBuffer(let bytes) = frame.data else {
            return context.fireChannelRead(data)
        }
        guard !refused else { return }
        if let length = lengths.firstLonger(than: limitBytes, in: bytes.readableBytesView) {
            refuse(length: length, context: context)
        } else {
            context.fireChannelRead(data)
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !refused else {
            promise?.fail(ChannelError.outputClosed)
            return
        }
        if case .headers = unwrapOutboundIn(data) { answering = true }
        context.write(data, promise: promise)
    }

    private func refuse(length: Int, context: ChannelHandlerContext) {
        refused = true
        var headers = HPACKHeaders()
        if !answering { headers = [":status": "200", "content-type": "application/grpc"] }
        headers.add(name: "grpc-status", value: "\(Status.Code.resourceExhausted.rawValue)")
        headers.add(
            name: "grpc-message",
            value: "the request has \(length) bytes, the limit is \(limitBytes) (OMI_MAX_MESSAGE_BYTES)")
        context.writeAndFlush(wrapOutboundOut(.headers(.init(headers: headers, endStream: true))), promise: nil)
    }
}
