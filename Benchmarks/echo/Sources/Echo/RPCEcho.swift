import NIOCore
import NIOHPACK
import NIOHTTP2

/// Answers a unary call when its stream has ended: headers, one message, and trailers that say OK.
final class RPCEcho: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame.FramePayload
    typealias OutboundOut = HTTP2Frame.FramePayload

    private static let head: HPACKHeaders = [":status": "200", "content-type": "application/grpc"]
    private static let trailers: HPACKHeaders = ["grpc-status": "0"]
    private let answer: ByteBuffer

    init(answer: ByteBuffer) {
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard unwrapInboundIn(data).endsStream else { return }
        context.write(wrapOutboundOut(.headers(.init(headers: Self.head))), promise: nil)
        context.write(wrapOutboundOut(.data(.init(data: .byteBuffer(answer)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.headers(.init(headers: Self.trailers, endStream: true))), promise: nil)
    }
}

extension HTTP2Frame.FramePayload {
    /// Whether this is the last frame that the client sends on the stream.
    fileprivate var endsStream: Bool {
        switch self {
        case .headers(let headers): headers.endStream
        case .data(let data): data.endStream
        default: false
        }
    }
}
