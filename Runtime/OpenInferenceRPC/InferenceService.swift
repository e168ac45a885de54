import ModelRPC
import OpenInference
import OpenInferenceProtocol
import RPCServer
import SwiftProtobuf

/// The calls of `inference.GRPCInferenceService`.
struct InferenceService: Sendable {
    /// The service's full name.
    static let name = "inference.GRPCInferenceService"

    let model: OpenInferenceModel
    let calls: CallsInFlight

    /// The methods by their paths.
    var handlers: [String: RPCHandler] {
        var handlers: [String: RPCHandler] = [:]
        add("ServerLive", to: &handlers) { (_: Inference_ServerLiveRequest) in
            Inference_ServerLiveResponse.with { $0.live = true }
        }
        add("ServerReady", to: &handlers) { (_: Inference_ServerReadyRequest) in
            Inference_ServerReadyResponse.with { $0.ready = model.isReady }
        }
        add("ModelReady", to: &handlers, modelReady)
        add("ServerMetadata", to: &handlers) { (_: Inference_ServerMetadataRequest) in
            Inference_ServerMetadataResponse.with {
                $0.name = OpenInferenceModel.serverName
                $0.version = OpenInferenceModel.serverVersion
            }
        }
        add("ModelMetadata", to: &handlers, modelMetadata)
        add("ModelInfer", to: &handlers, infer)
        add("RepositoryIndex", to: &handlers, repositoryIndex)
        add("RepositoryModelLoad", to: &handlers, load)
        add("RepositoryModelUnload", to: &handlers, unload)
        return handlers
    }

    /// Adds a method whose errors become statuses.
    private func add<Request: Message, Response: Message>(
        _ method: String, to handlers: inout [String: RPCHandler],
        _ answer: @escaping @Sendable (Request) async throws -> Response
    ) {
        handlers["/\(Self.name)/\(method)"] = .unary { (request: Request, _) in
            do {
                return try await answer(request)
            } catch let error as OpenInferenceError {
                throw RPCStatus(error)
            }
        }
    }

    // MARK: The model

    func modelReady(_ request: Inference_ModelReadyRequest) throws -> Inference_ModelReadyResponse {
        try model.check(name: request.name, version: request.version)
        return .with { $0.ready = model.isReady }
    }

    func modelMetadata(_ request: Inference_ModelMetadataRequest) throws -> Inference_ModelMetadataResponse {
        try model.check(name: request.name, version: request.version)
        return .with {
            $0.name = model.name
            $0.versions = [model.version]
            $0.platform = OpenInferenceModel.platform
            $0.inputs = model.inputs.map(Inference_ModelMetadataResponse.TensorMetadata.init)
            $0.outputs = model.outputs.map(Inference_ModelMetadataResponse.TensorMetadata.init)
        }
    }

    func infer(_ request: Inference_ModelInferRequest) async throws -> Inference_ModelInferResponse {
        try await calls.answering {
            try model.check(name: request.modelName, version: request.modelVersion)
            try model.checkLoaded()
            return try await model.infer(InferRequest(request)) { response throws(OpenInferenceError) in
                try Inference_ModelInferResponse(response, prefersRaw: !request.rawInputContents.isEmpty)
            }
        }
    }

    // MARK: The repository

    func repositoryIndex(_ request: Inference_RepositoryIndexRequest) -> Inference_RepositoryIndexResponse {
        guard !request.ready || model.isReady else { return Inference_RepositoryIndexResponse() }
        return .with {
            $0.models = [
                .with {
                    $0.name = model.name
                    $0.version = model.version
                    $0.state = model.repositoryState
                    $0.reason = model.notReadyReason
                }
            ]
        }
    }

    /// The model is loaded when the container starts, so this is done, or refused until it is.
    func load(_ request: Inference_RepositoryModelLoadRequest) throws -> Inference_RepositoryModelLoadResponse {
        try check(request.modelName, request.modelNameInRepository)
        if let error = model.notReady { throw error }
        return .with {
            $0.modelName = model.name
            $0.isLoaded = true
        }
    }

    func unload(
        _ request: Inference_RepositoryModelUnloadRequest
    ) throws -> Inference_RepositoryModelUnloadResponse {
        try check(request.modelName, request.modelNameInRepository)
        throw OpenInferenceError.cannotUnload
    }

    /// KServe's clients send the model's name in the first field; Triton's send a repository's there, which is empty as
    /// a rule, and the model's in the second.
    private func check(_ first: String, _ second: String) throws {
        try model.check(name: second.isEmpty ? first : second, version: nil)
    }
}

extension Inference_ModelMetadataResponse.TensorMetadata {
    fileprivate init(_ tensor: TensorMetadata) {
        self = .with {
            $0.name = tensor.name
            $0.datatype = tensor.datatype.rawValue
            $0.shape = tensor.shape.map(Int64.init)
        }
    }
}
