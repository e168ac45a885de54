import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOPosix

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Answers every request with the same bytes, over SwiftNIO and nothing else.
///
///     Echo http|grpc PORT BYTES
///
/// `http` is HTTP/1.1, with a JSON string of BYTES bytes as the body; `grpc` is HTTP/2 without TLS, with one gRPC message
/// of BYTES bytes. Both listen on 127.0.0.1, on as many event loops as there are processors, and end with a signal.
@main struct Echo {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count == 3, let wire = arguments.first.flatMap(Wire.init), let port = Int(arguments[2]),
            let bytes = Int(arguments[3]), bytes >= 2
        else {
            let usage = "usage: Echo http|grpc PORT BYTES\n"
            _ = usage.withCString { write(STDERR_FILENO, $0, strlen($0)) }
            exit(64)
        }
        let answer = wire.answer(bytes: bytes)
        let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try wire.addHandlers(to: channel, answer: answer) }
            }
            .bind(host: "127.0.0.1", port: port).get()
        try await listener.closeFuture.get()
    }
}

/// What the server speaks.
enum Wire: String {
    case http, grpc

    /// A JSON string, or a gRPC message in its frame: a zero and the length in four bytes.
    func answer(bytes: Int) -> ByteBuffer {
        switch self {
        case .http:
            return ByteBuffer(string: "\"" + String(repeating: "x", count: bytes - 2) + "\"")
        case .grpc:
            var frame = ByteBuffer()
            frame.writeInteger(UInt8(0))
            frame.writeInteger(UInt32(bytes))
            frame.writeRepeatingByte(UInt8(ascii: "x"), count: bytes)
            return frame
        }
    }

    func addHandlers(to channel: any Channel, answer: ByteBuffer) throws {
        let handlers = channel.pipeline.syncOperations
        switch self {
        case .http:
            // The answer is written before the next request is read, so nothing has to keep the two in order.
            try handlers.configureHTTPServerPipeline(withPipeliningAssistance: false)
            try handlers.addHandler(HTTPEcho(answer: answer))
        case .grpc:
            _ = try handlers.configureHTTP2Pipeline(
                mode: .server, connectionConfiguration: .init(), streamConfiguration: .init()
            ) { stream in
                stream.eventLoop.makeCompletedFuture {
                    try stream.pipeline.syncOperations.addHandler(RPCEcho(answer: answer))
                }
            }
        }
    }
}
