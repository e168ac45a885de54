public import Logging
public import ModelHost
import NIOCore
import NIOHTTP1
import NIOPosix
import ServerConnections

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The [KServe v1 protocol](https://kserve.github.io/website/docs/concepts/architecture/data-plane/v1-protocol) over
/// HTTP/1.1, on IPv4 and IPv6.
///
/// | request | answer |
/// |---|---|
/// | `GET /` | `{"status":"alive"}` |
/// | `GET /v1/models` | `{"models":["NAME"]}` |
/// | `GET /v1/models/NAME` | `{"name":"NAME","ready":true}`; 503 until the model is ready |
/// | `POST /v1/models/NAME:predict` | `{"predictions":[…]}` |
/// | `POST /v1/models/NAME:explain` | `{"predictions":[…],"explanations":[…]}`; 501 when the model does not explain |
/// | `GET /v2/health/live` | `{"live":true}` |
/// | `GET /v2/health/ready` | `{"ready":true}`; 503 until the model is ready, and while draining |
///
/// Errors are `{"error":"…"}`. When some of several instances fail the whole request does, because the protocol has no
/// place for the failure of one: the error is the first, and `"failed":[…]` has the indexes of all.
///
/// | variable | argument | meaning | default |
/// |---|---|---|---|
/// | `HTTP_PORT`, `PORT` | `--http_port` | TCP port; 0 lets the system choose | 8080 |
/// | `MODEL_NAME` | `--model_name` | the name in the paths | the model's own |
/// | `HTTP_MAX_BODY_BYTES` | | largest body of a request, in bytes | 67108864 |
public final class KServeServer: InferenceServer {
    /// `kserve`
    public static let interface = "kserve"

    private let settings: KServeSettings
    private let api: KServeAPI
    private let registry = ConnectionRegistry()

    /// Prepares a server of the model in `host`; see ``KServeServer`` for what it reads from `environment`.
    /// - Throws: ``RuntimeEnvironmentError`` when a port or a size is malformed.
    public convenience init(host: ModelHost, environment: RuntimeEnvironment, logger: Logger) throws {
        self.init(host: host, settings: try KServeSettings(environment, metadata: host.metadata), logger: logger)
    }

    /// Prepares a server with other limits than the environment can set.
    init(host: ModelHost, settings: KServeSettings, logger: Logger) {
        self.settings = settings
        api = KServeAPI(
            host: host, modelName: settings.modelName, bodyBytesMax: settings.limits.bodyBytesMax, logger: logger)
    }

    /// Binds the port, calls `onListening` with the address and the path of predictions, and answers until
    /// ``beginGracefulShutdown()``. Called once.
    ///
    /// A server that was told to stop before it listened returns at once, and never listens.
    /// - Throws: ``ListenError`` when the port cannot be bound.
    public func run(onListening: @escaping @Sendable (String) -> Void) async throws {
        guard !registry.isDraining else { return }
        let listener = try await bind()
        let drained = registry.listen(on: listener)
        onListening("KServe v1 (HTTP) on \(Self.address(of: listener)), POST /v1/models/\(settings.modelName):predict")
        try await withTaskCancellationHandler {
            try await drained.get()
        } onCancel: {
            registry.closeAll()
        }
    }

    /// Closes the port and idle connections; requests that have begun to arrive are answered, and their connections
    /// closed.
    public func beginGracefulShutdown() {
        registry.drain()
    }

    /// Ignored: KServe has no call that ends the process.
    public func onShutdownRequest(_ handler: @escaping @Sendable () -> Void) {}

    // MARK: Listening

    private func bind() async throws -> any Channel {
        do {
            do {
                // One socket for both families, whatever the system's `bindv6only` says.
                return try await bootstrap()
                    .serverChannelOption(ChannelOptions.Types.SocketOption(level: .ipv6, name: .ipv6_v6only), value: 0)
                    .bind(host: "::", port: settings.port).get()
            } catch let error as IOError where [EAFNOSUPPORT, EADDRNOTAVAIL].contains(error.errnoCode) {
                return try await bootstrap().bind(host: "0.0.0.0", port: settings.port).get()
            }
        } catch let error as IOError {
            throw ListenError(error, port: settings.port)
        }
    }

    private func bootstrap() -> ServerBootstrap {
        let (api, limits, registry) = (api, settings.limits, registry)
        return ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let deadline = ReadDeadline(limits)
                    let handlers = channel.pipeline.syncOperations
                    try handlers.addHandler(deadline)
                    try handlers.addHandler(ByteToMessageHandler(Self.decoder()))
                    try handlers.addHandler(HTTPConnection(api: api, deadline: deadline, eventLoop: channel.eventLoop))
                    registry.add(channel)
                }
            }
    }

    private static func decoder() -> HTTPRequestDecoder {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = HTTPLimits.headBytesMax
        limits.maxHeaderListSize = HTTPLimits.headBytesMax
        limits.maxHeaderFieldCount = HTTPLimits.headerCountMax
        return HTTPRequestDecoder(limitConfiguration: limits)
    }

    /// The address with the real port, for example `[::]:8080`.
    private static func address(of listener: any Channel) -> String {
        let port = listener.localAddress?.port ?? 0
        return if case .v6 = listener.localAddress { "[::]:\(port)" } else { "0.0.0.0:\(port)" }
    }
}
