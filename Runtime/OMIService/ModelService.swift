import ChassisModel
import ModelHost
import ModelRPC
import OMIProtocol
import RPCServer
import Synchronization

/// The three calls of the Open Model Interface.
final class ModelService: Sendable {
    /// The service's full name; it has no package.
    static let name = "ModzyModel"

    private let host: ModelHost
    private let calls: CallsInFlight
    private let stopSignal: StopSignal
    private let allowsShutdown: Bool
    /// Whether a Status call has already said that the model is ready: the first one has another message.
    private let saidReady = Atomic(false)

    init(host: ModelHost, calls: CallsInFlight, stopSignal: StopSignal, allowsShutdown: Bool) {
        self.host = host
        self.calls = calls
        self.stopSignal = stopSignal
        self.allowsShutdown = allowsShutdown
    }

    /// The methods by their paths.
    var handlers: [String: RPCHandler] {
        [
            "/\(Self.name)/Status": .unary { (_: StatusRequest, _) in try await self.status() },
            "/\(Self.name)/Run": .unary { (request: RunRequest, _) in try await self.run(request) },
            "/\(Self.name)/Shutdown": .unary { (_: ShutdownRequest, _) in try await self.shutdown() },
        ]
    }

    /// The model's metadata in any state; the status code tells the state. Waits while the model is being loaded.
    private func status() async throws -> StatusResponse {
        try await calls.answering {
            let state = await host.waitUntilLoaded(atMost: host.metadata.timeouts.status)
            var response = StatusResponse(host.metadata)
            (response.statusCode, response.status, response.message) = words(for: state)
            return response
        }
    }

    /// As many outputs as inputs, in their order; the call as a whole fails only when there is no model to ask.
    private func run(_ request: RunRequest) async throws -> RunResponse {
        try await calls.answering {
            let predicted = try await outcomes(of: request)
            return .with {
                $0.statusCode = 200
                $0.status = "OK"
                $0.message = "Inference executed"
                $0.outputs = predicted.map(OutputItem.init)
            }
        }
    }

    /// Asks for the end of the process, which answers this call first; unless the environment forbids it.
    private func shutdown() async throws -> ShutdownResponse {
        guard allowsShutdown else {
            throw RPCStatus(.permissionDenied, "Shutdown is switched off (OMI_ALLOW_SHUTDOWN)")
        }
        return try await calls.answering {
            stopSignal.send()
            return .with {
                $0.statusCode = 200
                $0.status = "OK"
                $0.message = "Model Shutdown Successfully."
            }
        }
    }

    private func words(for state: ModelHost.State) -> (statusCode: Int32, status: String, message: String) {
        switch state {
        case .ready:
            let again = saidReady.exchange(true, ordering: .relaxed)
            return (200, "OK", again ? "Model Already Initialized." : "Model Initialized Successfully.")
        case .failed(let reason):
            return (500, "Internal Server Error", "Model Failed to Initialize: \(reason)")
        case .loading:
            let message = "Model Still Initializing: call Status again, or raise its status timeout."
            return (503, "Service Unavailable", message)
        case .draining:
            return (503, "Service Unavailable", "Model Unavailable: \(HostUnavailable.draining).")
        }
    }

    private func outcomes(of request: RunRequest) async throws -> [ItemOutcome] {
        let options = PredictionOptions(explain: request.explain, detectDrift: request.detectDrift)
        _ = await host.waitUntilLoaded(atMost: host.metadata.timeouts.status)  // predict says it better
        do throws(HostUnavailable) {
            return try await host.predict(request.inputs.map(\.namedBytes), options: options)
        } catch {
            throw RPCStatus(error)
        }
    }
}
