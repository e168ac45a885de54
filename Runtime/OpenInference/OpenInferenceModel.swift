import ChassisModel
public import Logging
public import ModelHost

/// The model of a host as the Open Inference Protocol sees it, below both REST and gRPC.
public struct OpenInferenceModel: Sendable {
    /// The name of the server in its metadata.
    public static let serverName = "chassis"
    /// The version of the server in its metadata.
    public static let serverVersion = "0.1.0"
    /// What the model's metadata says about its platform.
    public static let platform = "chassis"

    /// The name under which the model is served.
    public let name: String
    /// Its version, the only one there is.
    public let version: String
    /// What it takes.
    public let inputs: [TensorMetadata]
    /// What it gives.
    public let outputs: [TensorMetadata]

    private let host: ModelHost
    private let logger: Logger
    private let inputMapping: InputMapping
    private let outputMapping: OutputMapping

    /// Serves the model of `host` as `name`.
    public init(host: ModelHost, name: String, logger: Logger) {
        self.host = host
        self.name = name
        self.logger = logger
        let metadata = host.metadata
        version = metadata.version
        inputs = metadata.inputs.map { TensorMetadata(name: $0.name, spec: $0.tensor) }
        outputs = metadata.outputs.map { TensorMetadata(name: $0.name, spec: $0.tensor) }
        inputMapping = InputMapping(inputs: metadata.inputs)
        outputMapping = OutputMapping(outputs: metadata.outputs)
    }

    /// Whether the model answers, and new requests are welcome.
    public var isReady: Bool { host.state == .ready }

    /// Why the model does not answer now; nothing when it does.
    public var notReady: OpenInferenceError? { isReady ? nil : .notReady(model: name) }

    /// The state of the model as repositories of Triton name it.
    public var repositoryState: String {
        switch host.state {
        case .ready: "READY"
        case .loading: "LOADING"
        case .draining: "UNLOADING"
        case .failed: "UNAVAILABLE"
        }
    }

    /// Why the model does not answer, for the index of a repository; empty when it does.
    public var notReadyReason: String {
        switch host.state {
        case .ready: ""
        case .loading: HostUnavailable.loading.description
        case .draining: HostUnavailable.draining.description
        case .failed(let reason): HostUnavailable.loadFailed(reason).description
        }
    }

    /// Checks that a request means this model.
    /// - Parameter version: the version that is asked for; nil or empty for any.
    /// - Throws: ``OpenInferenceError`` of the code `notFound`.
    public func check(name: String, version: String?) throws(OpenInferenceError) {
        guard name == self.name else { throw OpenInferenceError(.notFound, "Model with name \(name) does not exist.") }
        guard let version, !version.isEmpty, version != self.version else { return }
        throw OpenInferenceError(
            .notFound, "Model with name \(name) has no version \(version); it has version \(self.version)")
    }

    /// Checks that the model can be asked. While the server drains it can: the request was sent before the client could
    /// know.
    /// - Throws: ``OpenInferenceError`` of the code `unavailable`.
    public func checkLoaded() throws(OpenInferenceError) {
        switch host.state {
        case .ready, .draining: break
        case .loading, .failed: throw .notReady(model: name)
        }
    }

    /// Asks the model, and gives its answer to `write`. Cancelling the task cancels the call.
    /// - Returns: what `write` makes of the answer; of a large one it does so on Swift's pool.
    /// - Throws: ``OpenInferenceError``. The protocol knows no failure of a single item: one fails the request.
    public func infer<Answer: Sendable>(
        _ request: InferRequest, _ write: (InferResponse) throws(OpenInferenceError) -> Answer
    ) async throws(OpenInferenceError) -> Answer {
        let wanted = try outputMapping.outputs(wanted: request.outputs)
        let items = try inputMapping.items(of: request.inputs)
        let outcomes = items.isEmpty ? [] : try await outcomes(of: items)
        return try await outcomes.answer { () async throws(OpenInferenceError) in
            let answers = try predictions(outcomes)
            return try write(
                InferResponse(
                    modelName: name, modelVersion: version, id: request.id, outputs: try tensors(wanted, of: answers)))
        }
    }

    private func tensors(
        _ wanted: [ModelOutput], of answers: [NamedBytes]
    ) throws(OpenInferenceError) -> [Tensor] {
        var tensors: [Tensor] = []
        do throws(OpenInferenceError) {
            for output in wanted { tensors.append(try OutputMapping.tensor(output, of: answers)) }
        } catch {
            logger.error("\(error)")
            throw error
        }
        return tensors
    }

    private func outcomes(of items: [NamedBytes]) async throws(OpenInferenceError) -> [ItemOutcome] {
        do throws(HostUnavailable) {
            return try await host.predict(items)
        } catch {
            throw OpenInferenceError(error, model: name)
        }
    }

    private func predictions(_ outcomes: [ItemOutcome]) throws(OpenInferenceError) -> [NamedBytes] {
        var answers: [NamedBytes] = []
        answers.reserveCapacity(outcomes.count)
        var failures: [(index: Int, failure: ItemFailure)] = []
        for (index, outcome) in outcomes.enumerated() {
            switch outcome {
            case .success(let answer): answers.append(answer)
            case .failure(let failure): failures.append((index, failure))
            }
        }
        guard failures.isEmpty else { throw OpenInferenceError(failures, of: outcomes.count) }
        return answers
    }
}
