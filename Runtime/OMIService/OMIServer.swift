import HTTPServer
public import Logging
public import ModelHost
import ModelRPC
import RPCServer
public import ServerConnections
public import ServerInterface

/// The Open Model Interface in front of a ``ModelHost``: Status, Run and Shutdown over gRPC, with the standard health and
/// reflection services beside them on the same port.
///
/// It listens on IPv6 and IPv4, or on IPv4 alone where the system has no IPv6. ``documentedVariables`` are the variables
/// that it reads. Answers have no size limit. With `METRICS_PORT` it gives metrics and health over HTTP on that port, and
/// without it there is no HTTP.
public final class OMIServer: InferenceServer {
    /// `omi`
    public static let interface = "omi"

    private let host: ModelHost
    private let settings: OMISettings
    private let security: (any ConnectionSecurity)?
    private let calls = CallsInFlight()
    private let stopSignal = StopSignal()
    private let server: RPCServer
    private let operations: HTTPServer<OperationsService>?

    /// Prepares a server for the model in `host`; nothing is opened before ``run(onListening:)``.
    /// - Parameter security: secures the connections of gRPC; metrics and health stay in plain text.
    /// - Throws: ``RuntimeEnvironmentError`` when one of the variables is malformed; what `security` throws.
    public init(
        host: ModelHost, environment: RuntimeEnvironment, security: (any SecuritySource)? = nil, logger: Logger
    ) throws {
        self.host = host
        let security = try security?.security(for: ["h2"])
        self.security = security
        settings = try OMISettings(environment)
        var handlers: [String: RPCHandler] = [:]
        for service in [
            ModelService(
                host: host, calls: calls, stopSignal: stopSignal, allowsShutdown: settings.allowsShutdown
            ).handlers,
            HealthService(host: host, calls: calls, service: ModelService.name).handlers,
            ReflectionService(calls: calls, schema: try SchemaIndex.ofThisServer()).handlers,
        ] {
            handlers.merge(service) { first, _ in first }
        }
        let log = CallLog(
            of: .omi, handlers: handlers, metrics: host.metrics, logger: logger, writesAll: settings.logsRequests)
        server = RPCServer(
            handlers: handlers, limits: settings.limits, security: security, observer: log.observer)
        operations = settings.metricsPort.map { port in
            HTTPServer(service: OperationsService(host: host), port: port, portSetting: "METRICS_PORT")
        }
    }

    /// Binds the ports, calls `onListening` with, for example, `OMI (gRPC) on [::]:45000`, and answers until
    /// ``beginGracefulShutdown()`` was called and every accepted call is answered. Called once.
    ///
    /// When the shutdown came first it returns at once, without a call of `onListening`.
    /// - Throws: ``ListenError``, or `HTTPServer`'s, when a port cannot be bound.
    public func run(onListening: @escaping @Sendable (String) -> Void) async throws {
        guard !calls.isDraining else { return }
        try await withThrowingTaskGroup(of: Void.self) { group in
            let metricsAddress = try await startOperations(in: &group)
            let socket = try ListeningSocket.bound(toPort: settings.port, setting: "PSC_MODEL_PORT")
            let words = words(address: socket.address, metricsAddress: metricsAddress)
            group.addTask { [server, operations] in
                try await server.run(listeningOn: socket.descriptor) { onListening(words) }
                operations?.beginGracefulShutdown()
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

    /// Serves metrics and health if they are wanted: their address, once the port is bound.
    private func startOperations(in group: inout ThrowingTaskGroup<Void, any Error>) async throws -> String? {
        guard let operations else { return nil }
        let (listening, listener) = AsyncStream.makeStream(of: String.self)
        group.addTask {
            defer { listener.finish() }
            try await operations.run { listener.yield($0) }
        }
        for await address in listening { return address }
        try await group.next()  // it ended without listening: this throws what the reason was
        return nil
    }

    private func words(address: String, metricsAddress: String?) -> String {
        let protection = security.map { ", \($0.description)" } ?? ""
        let metrics = metricsAddress.map { ", metrics (HTTP) on \($0)" } ?? ""
        return "OMI (gRPC\(protection)) on \(address)\(metrics)"
    }
}
