import GRPCCore
import ModelHost
import OMIProtocol

/// The standard gRPC health service: SERVING exactly while the model can answer.
///
/// It knows the server as a whole and the model's service, and both always have the same state.
/// See https://github.com/grpc/grpc/blob/master/doc/health-checking.md
struct HealthService: Grpc_Health_V1_Health.SimpleServiceProtocol {
    let host: ModelHost

    func check(
        request: Grpc_Health_V1_HealthCheckRequest, context: ServerContext
    ) async throws -> Grpc_Health_V1_HealthCheckResponse {
        guard Self.knows(request.service) else {
            throw RPCError(
                code: .notFound,
                message:
                    "unknown service \"\(request.service)\"; ask for \"\(Self.modelService)\", or \"\" for the server")
        }
        return .with { $0.status = Self.status(in: host.state) }
    }

    /// The state now and each change, until the client goes or the server drains.
    func watch(
        request: Grpc_Health_V1_HealthCheckRequest, response: RPCWriter<Grpc_Health_V1_HealthCheckResponse>,
        context: ServerContext
    ) async throws {
        guard Self.knows(request.service) else {
            try await response.write(.with { $0.status = .serviceUnknown })
            // The stream stays open: a client whose stream ends would only ask again.
            return try await context.cancellation.cancelled
        }
        // When the host drains this ends by itself, but not before it has told so.
        try await cancelledWithClient(unless: { [host] in host.state == .draining }) { [host] in
            var told: Grpc_Health_V1_HealthCheckResponse.ServingStatus?
            for await state in host.states() {
                let status = Self.status(in: state)
                if status != told { try await response.write(.with { $0.status = status }) }
                told = status
                if state == .draining { return }
            }
        }
    }

    private static let modelService = ModzyModel.descriptor.fullyQualifiedService

    private static func knows(_ service: String) -> Bool { service.isEmpty || service == modelService }

    private static func status(in state: ModelHost.State) -> Grpc_Health_V1_HealthCheckResponse.ServingStatus {
        state == .ready ? .serving : .notServing
    }
}
