public import Logging
public import ModelHost
public import ServerConnections

/// One wire protocol in front of a ``ModelHost``: what OMIService and KServeService each provide and ChassisServer
/// runs, so that the three need not know each other and an image links one protocol only.
public protocol InferenceServer: Sendable {
    /// The name of the interface as it stands in `INTERFACE`, for example `omi`.
    static var interface: String { get }

    /// Prepares a server; nothing is opened before ``run(onListening:)``.
    /// - Parameter security: secures the connections of its protocol; nil for plain text.
    /// - Throws: `RuntimeEnvironmentError` when a variable or argument it reads is malformed; what `security` throws.
    init(host: ModelHost, environment: RuntimeEnvironment, security: (any SecuritySource)?, logger: Logger) throws

    /// Binds its port, calls `onListening` once with what it serves and where (for the log), and answers requests
    /// until ``beginGracefulShutdown()`` was called and every request it had accepted is answered.
    /// - Throws: when the port cannot be bound. Cancelling the task drops what is still being answered.
    func run(onListening: @escaping @Sendable (String) -> Void) async throws

    /// Stops accepting requests; may be called more than once, from any thread, and before the server listens.
    func beginGracefulShutdown()

    /// Calls `handler` once when a client asks for the process to end; a protocol without such a call ignores this.
    func onShutdownRequest(_ handler: @escaping @Sendable () -> Void)
}
