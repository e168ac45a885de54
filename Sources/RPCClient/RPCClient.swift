public import NIOCore
import NIOPosix
public import NIOSSL
import Synchronization

/// A gRPC client of one server, for unary calls whose messages are bytes: gRPC's wire protocol
/// ([PROTOCOL-HTTP2](https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md)) on swift-nio-http2.
///
/// The first call connects. All calls share the connection; when the server says that it ends (GOAWAY), what it has taken
/// is answered on it, and later calls get a new one. A call that no server has acted on is sent again by itself; any
/// other that fails is not. Messages are not compressed, and a server that compresses its own breaks the protocol.
public final class RPCClient: Sendable {
    private enum Connection {
        case none
        /// The number tells a connection that retires from the one that took its place.
        case open(number: Int, EventLoopPromise<RPCConnection>)
        case closed
    }

    private struct State {
        var connection = Connection.none
        var lastNumber = 0
    }

    private let endpoint: RPCConnection.Endpoint
    private let authority: String
    private let answerBytesMax: Int
    private let state = Mutex(State())

    /// A client of the server at `port` of `host`, a name or an address; nothing is connected yet.
    /// - Parameters:
    ///   - tls: nil for plain text. The protocol `h2` is offered, whatever it says of protocols.
    /// - Throws: what NIOSSL says about certificates that cannot be used.
    public init(host: String, port: Int, tls: TLSConfiguration? = nil, limits: RPCLimits = RPCLimits()) throws {
        let context = try tls.map { configuration in
            var configuration = configuration
            configuration.applicationProtocols = ["h2"]
            return try NIOSSLContext(configuration: configuration)
        }
        endpoint = RPCConnection.Endpoint(host: host, port: port, tls: context, connectTimeout: limits.connectTimeout)
        authority = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        answerBytesMax = limits.answerBytes
    }

    deinit {
        if case .open(_, let connection) = state.withLock({ $0.connection }) { Self.end(connection) }
    }

    /// Calls the method at `path` (`/service/method`) and returns the message that answers.
    /// - Parameters:
    ///   - metadata: further headers, in lowercase.
    ///   - timeout: for all of it, connecting too; the server is told. Nil waits as long as it takes.
    /// - Throws: ``RPCClientError``, or `CancellationError` at once when the task is cancelled; the server is told then.
    public func call(
        _ path: String, _ message: ByteBuffer, metadata: [(name: String, value: String)] = [], timeout: Duration? = nil
    ) async throws -> ByteBuffer {
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        let answer = loop.makePromise(of: ByteBuffer.self)
        let timer = timeout.map { timeout in
            loop.scheduleTask(in: TimeAmount(timeout)) {
                answer.fail(RPCClientError.deadlineExceeded(after: timeout))
            }
        }
        defer { timer?.cancel() }
        let request = RPCRequest(
            path: path, scheme: endpoint.tls == nil ? "http" : "https", authority: authority, message: message,
            metadata: metadata, timeout: timeout)
        attempt(request, answering: answer, left: RPCLimits.attempts)
        do {
            return try await withTaskCancellationHandler {
                try await answer.futureResult.get()
            } onCancel: {
                answer.fail(CancellationError())
            }
        } catch RPCClientError.status(.deadlineExceeded, _) where timeout != nil {
            throw RPCClientError.deadlineExceeded(after: timeout ?? .zero)
        }
    }

    /// Ends the connection: calls that run fail as ``RPCClientError/disconnected(reason:)``, later ones as
    /// ``RPCClientError/closed``. May be called more than once; a client that is released is closed by itself.
    public func close() async {
        let open = state.withLock { state in
            defer { state.connection = .closed }
            return state.connection
        }
        guard case .open(_, let connection) = open else { return }
        // Whatever closing has to say, there is no connection afterwards.
        try? await Self.end(connection).get()
    }

    /// Closes a connection, or gives up one that is being made.
    @discardableResult
    private static func end(_ connection: EventLoopPromise<RPCConnection>) -> EventLoopFuture<Void> {
        connection.fail(RPCClientError.closed)
        return connection.futureResult.flatMap { $0.channel.close() }
    }

    private func attempt(_ request: RPCRequest, answering answer: EventLoopPromise<ByteBuffer>, left: Int) {
        guard let connection = connection() else { return answer.fail(RPCClientError.closed) }
        let end = answer.futureResult
        connection.flatMap { [answerBytesMax] connection in
            connection.send(request, bytesMax: answerBytesMax, until: end)
        }.whenComplete { result in
            switch result {
            case .success(let message): answer.succeed(message)
            case .failure(let failure as NotProcessed):
                guard left > 1 else { return answer.fail(failure.reason) }
                self.attempt(request, answering: answer, left: left - 1)
            case .failure(let error): answer.fail(error)
            }
        }
    }

    /// The connection for a new call; nil when the client is closed.
    private func connection() -> EventLoopFuture<RPCConnection>? {
        let promise = MultiThreadedEventLoopGroup.singleton.any().makePromise(of: RPCConnection.self)
        let (connection, number) = state.withLock { state -> (EventLoopFuture<RPCConnection>?, Int?) in
            switch state.connection {
            case .open(_, let connection): return (connection.futureResult, nil)
            case .closed: return (nil, nil)
            case .none:
                state.lastNumber += 1
                state.connection = .open(number: state.lastNumber, promise)
                return (promise.futureResult, state.lastNumber)
            }
        }
        guard let number else {
            promise.fail(RPCClientError.closed)  // nobody waits for it
            return connection
        }
        // Outside of the lock, which ``forget(_:)`` takes, perhaps at once.
        RPCConnection.connect(to: endpoint) { [weak self] in self?.forget(number) }
            .whenComplete { [weak self] result in
                switch result {
                case .success(let connection):
                    promise.succeed(connection)
                    // Nobody may want it any longer.
                    if self?.isCurrent(number) != true { connection.channel.close(promise: nil) }
                case .failure(let error):
                    // The next call tries again.
                    self?.forget(number)
                    promise.fail(error)
                }
            }
        return connection
    }

    private func isCurrent(_ number: Int) -> Bool {
        state.withLock { if case .open(number, _) = $0.connection { true } else { false } }
    }

    private func forget(_ number: Int) {
        state.withLock { state in
            if case .open(number, _) = state.connection { state.connection = .none }
        }
    }
}
