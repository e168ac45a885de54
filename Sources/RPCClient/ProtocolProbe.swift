import NIOCore

/// Looks at the first bytes of a server before HTTP/2 does, which would only say that they are wrong, and tells the
/// watcher when errors come of what the server sent.
final class ProtocolProbe: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let watcher: ConnectionWatcher
    private var seen: [UInt8] = []
    private var isDecided = false
    private var isForeign = false

    init(watcher: ConnectionWatcher) {
        self.watcher = watcher
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isForeign else { return }
        watcher.isReading = true
        defer { watcher.isReading = false }
        guard !isDecided else { return context.fireChannelRead(data) }
        seen += unwrapInboundIn(data).readableBytesView.prefix(Self.needed - seen.count)
        if let found = Self.foreignProtocol(seen) {
            isForeign = true
            watcher.fail(RPCClientError.notGRPC(found: found))
            return context.close(promise: nil)
        }
        isDecided = seen.count >= Self.needed
        context.fireChannelRead(data)
    }

    private static let needed = 5

    /// What begins with `bytes`, when it is known and not HTTP/2, whose first frame begins with a length of few KiB.
    static func foreignProtocol(_ bytes: [UInt8]) -> String? {
        if bytes.starts(with: Array("HTTP/".utf8)) { return "HTTP/1" }
        // An alert or a handshake of TLS (RFC 8446 §5.1).
        if bytes.count >= 2, bytes[0] == 0x15 || bytes[0] == 0x16, bytes[1] == 0x03 { return "TLS" }
        if bytes.starts(with: Array("SSH-".utf8)) { return "SSH" }
        return nil
    }
}
