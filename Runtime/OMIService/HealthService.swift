import ModelHost
import OMIProtocol
import RPCServer

/// The standard gRPC health service: SERVING exactly while the model can answer.
///
/// It knows the server as a whole and the model's service, and both always have the same state.
/// See https://github.com/grpc/grpc/blob/master/doc/health-checking.md
struct HealthService: Sendable {
    let host: ModelHost

    private typealias Request = Grpc_Health_V1_HealthCheckRequest
    private typealias Response = Grpc_Health_V1_HealthCheckResponse

    /// The methods by their paths.
    var handlers: [String: RPCHandler] {
        let service = "/grpc.health.v1.Health"
        return [
            "\(service)/Check": .unary { (request: Request, _) in try check(request) },
            "\(service)/Watch": .streaming(watch),
        ]
    }

    private func check(_ request: Request) throws -> Response {
        guard Self.knows(request.service) else {
            throw RPCStatus(
                .notFound,
                "unknown service \"\(request.service)\"; ask for \"\(ModelService.name)\", or \"\" for the server")
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

    /// The state now and each change, until the client goes or the server drains.
    private func watch(_ request: Request, _ send: @escaping @Sendable (Response) async throws -> Void) async throws {
        guard Self.knows(request.service) else {
            try await send(.with { $0.status = .serviceUnknown })
            // The stream stays open: a client whose stream ends would only ask again.
            for await state in host.states() where state == .draining { return }
            return
        }
        var told: Response.ServingStatus?
        for await state in host.states() {
            let status = Self.status(in: state)
            if status != told { try await send(.with { $0.status = status }) }
            told = status
            if state == .draining { return }
        }
    }

    private static func knows(_ service: String) -> Bool { service.isEmpty || service == ModelService.name }

    private static func status(in state: ModelHost.State) -> Response.ServingStatus {
        state == .ready ? .serving : .notServing
    }
}
