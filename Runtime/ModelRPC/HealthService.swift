public import ModelHost
import OMIProtocol
public import RPCServer

/// The standard gRPC health service: SERVING exactly while the model can answer.
///
/// It knows the server as a whole and the model's service, and both always have the same state.
/// See https://github.com/grpc/grpc/blob/master/doc/health-checking.md
public struct HealthService: Sendable {
    private let host: ModelHost
    private let calls: CallsInFlight
    private let service: String

    /// The health of the model in `host`, told until `calls` drain.
    /// - Parameter service: the full name of the model's service.
    public init(host: ModelHost, calls: CallsInFlight, service: String) {
        self.host = host
        self.calls = calls
        self.service = service
    }

    private typealias Request = Grpc_Health_V1_HealthCheckRequest
    private typealias Response = Grpc_Health_V1_HealthCheckResponse

    /// The methods by their paths.
    public var handlers: [String: RPCHandler] {
        let path = "/grpc.health.v1.Health"
        return [
            "\(path)/Check": .unary { (request: Request, _) in try check(request) },
            "\(path)/Watch": .streaming(watch),
        ]
    }

    private func check(_ request: Request) throws -> Response {
        guard knows(request.service) else {
            throw RPCStatus(
                .notFound,
                "unknown service \"\(request.service)\"; ask for \"\(service)\", or \"\" for the server")
        }
        return .with { $0.status = Self.status(in: host.state) }
    }

    private func watch(
        _ requests: AsyncThrowingMapSequence<RPCRequests, Request>,
        _ send: @escaping @Sendable (Response) async throws -> Void
    ) async throws {
        for try await request in requests { return try await watch(request, send) }
        throw RPCStatus(.invalidArgument, "the request names no service")
    }

    /// The state now and each change, until the client goes or the server ends.
    ///
    /// A model that drains is told, but ends no stream: the server may go on for a while so that load balancers notice,
    /// and a client whose stream ended would only ask again, and again.
    private func watch(_ request: Request, _ send: @escaping @Sendable (Response) async throws -> Void) async throws {
        guard knows(request.service) else {
            try await send(.with { $0.status = .serviceUnknown })
            return await calls.drainingBegan()  // the service may be known to a later version
        }
        var told: Response.ServingStatus?
        for await state in host.states() {
            let status = Self.status(in: state)
            if status != told { try await send(.with { $0.status = status }) }
            told = status
            if state == .draining { return await calls.drainingBegan() }
        }
    }

    private func knows(_ service: String) -> Bool { service.isEmpty || service == self.service }

    private static func status(in state: ModelHost.State) -> Response.ServingStatus {
        state == .ready ? .serving : .notServing
    }
}
