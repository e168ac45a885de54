public import Logging
public import ModelHost
import RPCServer

/// The Open Model Interface in front of a ``ModelHost``: Status, Run and Shutdown over plain-text gRPC, with the
/// standard health and reflection services beside them on the same port.
///
/// Variables it reads:
/// - `PSC_MODEL_PORT`: the TCP port, 45000 unless set; 0 lets the system choose. It listens on IPv6 and IPv4, or on
///   IPv4 alone where the system has no IPv6.
/// - `OMI_MAX_MESSAGE_BYTES`: the largest request in bytes, 268435456 (256 MiB) unless set; a larger one is answered
///   with RESOURCE_EXHAUSTED. Answers have no limit.
public final class OMIServer: InferenceServer {
    /// `omi`
    public static let interface = "omi"

    private let host: ModelHost
    private let settings: OMISettings
    private let calls = CallsInFlight()
    private let stopSignal = StopSignal()
    private let server: RPCServer

    /// Prepares a server for the model in `host`; nothing is opened before ``run(onListening:)``.
    /// - Throws: ``RuntimeEnvironmentError`` when one of the variables is malformed.
    public init(host: ModelHost, environment: RuntimeEnvironment, logger: Logger) throws {
        self.host = host
        settings = try OMISettings(environment)
        var handlers: [String: RPCHandler] = [:]
        for service in [
            ModelService(host: host, calls: calls, stopSignal: stopSignal, logger: logger).handlers,
            HealthService(host: host).handlers,
            ReflectionService(host: host, schema: try SchemaIndex.ofThisServer()).handlers,
        ] {
            handlers.merge(service) { first, _ in first }
        }
        server = RPCServer(handlers: handlers, limits: settings.limits)
    }

    /// Binds the port, calls `onListening` with, for example, `OMI (gRPC) on [::]:45000`, and answers until
    /// ``beginGracefulShutdown()`` was called and every accepted call is answered. Called once.
    ///
    /// When the shutdown came first it returns at once, without a call of `onListening`.
    /// - Throws: ``ListenError`` when the port cannot be bound.
    public func run(onListening: @escaping @Sendable (String) -> Void) async throws {
        guard !calls.isDraining else { return }
        let socket = try ListeningSocket.bound(toPort: settings.port)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [server] in
                try await server.run(listeningOn: socket.descriptor) { onListening("OMI (gRPC) on \(socket.address)") }
            }
            group.addTask { [server, calls] in
                await calls.drained()
                server.beginGracefulShutdown()
            }
            try await group.waitForAll()
        }
    }

    /// Makes health NOT_SERVING and refuses new calls as UNAVAILABLE. When the calls that were accepted are answered,
    /// the port is closed and reflection streams are ended; Watch streams end at once.
    public func beginGracefulShutdown() {
        host.beginDraining()
        calls.beginDraining()
    }

    /// Calls `handler` at the first Shutdown call, which is answered if the handler shuts down gracefully.
    public func onShutdownRequest(_ handler: @escaping @Sendable () -> Void) {
        stopSignal.onFirst(handler)
    }
}
