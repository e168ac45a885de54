import NIOCore
import NIOPosix
import Synchronization

/// A server of one answer: it waits for a request's end and writes what its test wants, as no HTTP server would.
struct HTTPScript: Sendable {
    let port: Int
    private let channel: any Channel
    private let requests: Requests

    private final class Requests: Sendable {
        let texts = Mutex<[String]>([])
    }

    /// The requests so far, as they came.
    var received: [String] { requests.texts.withLock { $0 } }

    /// - Parameter reply: nil for none at all.
    static func start(reply: String?, hangsUp: Bool = false) async throws -> HTTPScript {
        let requests = Requests()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { connection in
                connection.eventLoop.makeCompletedFuture {
                    try connection.pipeline.syncOperations.addHandler(
                        Replier(reply: reply, hangsUp: hangsUp, requests: requests))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return HTTPScript(port: channel.localAddress?.port ?? 0, channel: channel, requests: requests)
    }

    func stop() async {
        try? await channel.close().get()
    }

    private final class Replier: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let reply: String?
        private let hangsUp: Bool
        private let requests: Requests
        private var request: [UInt8] = []
        /// With the body, once the head is there.
        private var length: Int?

        init(reply: String?, hangsUp: Bool, requests: Requests) {
            self.reply = reply
            self.hangsUp = hangsUp
            self.requests = requests
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            request += Array(buffer: unwrapInboundIn(data))
            length = length ?? Self.length(of: request)
            guard let length, request.count >= length else { return }
            requests.texts.withLock { $0.append(String(decoding: request, as: UTF8.self)) }
            request = []
            self.length = nil
            if let reply { context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: reply)), promise: nil) }
            if hangsUp { context.close(promise: nil) }
        }

        /// The length that the head of `request` announces; nil while it is not all there.
        private static func length(of request: [UInt8]) -> Int? {
            let text = String(decoding: request.prefix(4096), as: UTF8.self).lowercased()
            guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
            let body = text.firstMatch(of: /content-length: ([0-9]+)/).flatMap { Int($0.1) } ?? 0
            return text[..<end.upperBound].utf8.count + body
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
