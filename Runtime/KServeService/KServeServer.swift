import HTTPServer
public import Logging
public import ModelHost
public import ServerConnections
public import ServerInterface

/// The [KServe v1 protocol](https://kserve.github.io/website/docs/concepts/architecture/data-plane/v1-protocol) and the
/// Open Inference Protocol, its version 2, over HTTP/1.1, on IPv4 and IPv6.
///
/// | request | answer |
/// |---|---|
/// | `GET /` | `{"status":"alive"}` |
/// | `GET /v1/models` | `{"models":["NAME"]}` |
/// | `GET /v1/models/NAME` | `{"name":"NAME","ready":true}`; 503 until the model is ready |
/// | `POST /v1/models/NAME:predict` | `{"predictions":[…]}` |
/// | `POST /v1/models/NAME:explain` | `{"predictions":[…],"explanations":[…]}`; 501 when the model does not explain |
/// | `GET /metrics` | text for Prometheus |
/// | `GET /v2/health/live` | `{"live":true}` |
/// | `GET /v2/health/ready` | `{"ready":true}`; 503 until the model is ready, and while draining |
/// | `POST /v2/models/NAME/infer` | tensors; this and the rest of `/v2` is `OpenInferenceAPI` |
/// | `GET /docs` | a page about the model, to try it on |
/// | `GET /openapi.json` | the same for tools |
///
/// Errors are `{"error":"…"}`. When some of several instances fail the whole request does, because the protocol has no
/// place for the failure of one: the error is the first, and `"failed":[…]` has the indexes of all.
///
/// What it reads from the environment stands in `KServeSettings.documentedVariables`.
public final class KServeServer: InferenceServer {
    /// `kserve`
    public static let interface = "kserve"

    private let modelName: String
    private let transport: String
    private let server: HTTPServer<KServeAPI>

    /// Prepares a server of the model in `host`; see ``KServeServer`` for what it reads from `environment`.
    /// - Parameter security: secures its connections; nil for plain text.
    /// - Throws: ``RuntimeEnvironmentError`` when a variable is malformed; what `security` throws.
    public convenience init(
        host: ModelHost, environment: RuntimeEnvironment, security: (any SecuritySource)? = nil, logger: Logger
    ) throws {
        self.init(
            host: host, settings: try KServeSettings(environment, metadata: host.metadata),
            security: try security?.security(for: ["http/1.1"]), logger: logger)
    }

    /// Prepares a server with other limits than the environment can set.
    init(
        host: ModelHost, settings: KServeSettings, security: (any ConnectionSecurity)? = nil, logger: Logger
    ) {
        modelName = settings.modelName
        transport = ["HTTP", security?.description].compactMap { $0 }.joined(separator: " over ")
        server = HTTPServer(
            service: KServeAPI(host: host, settings: settings, logger: logger), limits: settings.limits,
            port: settings.port, portSetting: "HTTP_PORT", security: security)
    }

    /// Binds the port, calls `onListening` with the address and the path of predictions, and answers until
    /// ``beginGracefulShutdown()``. Called once.
    ///
    /// A server that was told to stop before it listened returns at once, and never listens.
    /// - Throws: `ListenError` when the port cannot be bound.
    public func run(onListening: @escaping @Sendable (String) -> Void) async throws {
        let (modelName, transport) = (modelName, transport)
        try await server.run { onListening("KServe v1 (\(transport)) on \($0), POST /v1/models/\(modelName):predict") }
    }

    /// Closes the port and idle connections; requests that have begun to arrive are answered, and their connections
    /// closed.
    public func beginGracefulShutdown() {
        server.beginGracefulShutdown()
    }

    /// Ignored: KServe has no call that ends the process.
    public func onShutdownRequest(_ handler: @escaping @Sendable () -> Void) {}
}
