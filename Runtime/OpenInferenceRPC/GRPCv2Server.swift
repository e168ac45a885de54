public import Logging
public import ModelHost
import ModelRPC
import OpenInference
import OpenInferenceProtocol
import RPCServer
public import ServerConnections
public import ServerInterface

/// The [Open Inference Protocol](https://github.com/kserve/open-inference-protocol) (KServe v2) over gRPC, with the
/// standard health and reflection services beside it on the same port.
///
/// It listens on IPv6 and IPv4; answers have no size limit. ``documentedVariables`` are the variables that it reads.
public final class GRPCv2Server: InferenceServer {
    /// `grpc-v2`
    public static let interface = "grpc-v2"

    private let host: ModelHost
    private let settings: GRPCv2Settings
    private let security: (any ConnectionSecurity)?
    private let calls = CallsInFlight()
    private let server: RPCServer

    /// Prepares a server for the model in `host`; nothing is opened before ``run(onListening:)``.
    /// - Parameter security: secures its connections; nil for plain text.
    /// - Throws: ``RuntimeEnvironmentError`` when one of the variables or arguments is malformed; what `security` throws.
    public init(
        host: ModelHost, environment: RuntimeEnvironment, security: (any SecuritySource)? = nil, logger: Logger
    ) throws {
        self.host = host
        let security = try security?.security(for: ["h2"])
        self.security = security
        settings = try GRPCv2Settings(environment, metadata: host.metadata)
        let model = OpenInferenceModel(host: host, name: settings.modelName, logger: logger)
        var handlers = InferenceService(model: model, calls: calls).handlers
        for service in [
            HealthService(host: host, calls: calls, service: InferenceService.name).handlers,
            ReflectionService(calls: calls, schema: try SchemaIndex(describing: OpenInferenceDescriptorSet.base64))
                .handlers,
        ] {
            handlers.merge(service) { first, _ in first }
        }
        let log = CallLog(
            of: .grpcV2, handlers: handlers, metrics: host.metrics, logger: logger,
            writesAll: settings.logsRequests)
        server = RPCServer(handlers: handlers, limits: settings.limits, security: security, observer: log.observer)
    }

    /// Binds the port, calls `onListening` with, for example, `KServe v2 (gRPC) on [::]:8081`, and answers until
    /// ``beginGracefulShutdown()`` was called and every accepted call is answered. Called once.
    ///
    /// When the shutdown came first it returns at once, without a call of `onListening`.
    /// - Throws: ``ListenError`` when the port cannot be bound.
    public func run(onListening: @escaping @Sendable (String) -> Void) async throws {
        guard !calls.isDraining else { return }
        let socket = try ListeningSocket.bound(toPort: settings.port, setting: "GRPC_PORT")
        try await withThrowingTaskGroup(of: Void.self) { group in
            let protection = security.map { ", \($0.description)" } ?? ""
            group.addTask { [server] in
                try await server.run(listeningOn: socket.descriptor) {
                    onListening("KServe v2 (gRPC\(protection)) on \(socket.address)")
                }
            }
            group.addTask { [server, calls] in
                await calls.drained()
                server.beginGracefulShutdown()
            }
            try await group.waitForAll()
        }
    }

    /// Makes health NOT_SERVING and refuses new predictions as UNAVAILABLE. When those that were accepted are answered,
    /// the port is closed.
    public func beginGracefulShutdown() {
        host.beginDraining()
        calls.beginDraining()
    }

    /// Ignored: the protocol has no call that ends the process.
    public func onShutdownRequest(_ handler: @escaping @Sendable () -> Void) {}
}
