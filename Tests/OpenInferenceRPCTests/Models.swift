import ChassisModel
import Logging
import ModelHost
import ModelRPC
import OpenInference

@testable import OpenInferenceRPC

/// The input's JSON, byte for byte; refuses `"invalid"`, fails at `"fail"`.
struct Echo: RawModel {
    static let metadata = ModelMetadata(name: "echo", version: "1.2")
    init(context: ModelContext) {}

    func predict(_ input: NamedBytes) throws -> NamedBytes {
        switch String(decoding: input["input"] ?? [], as: UTF8.self) {
        case "\"invalid\"": throw InvalidInput("the text is invalid")
        case "\"fail\"": throw Failure()
        default: return ["results.json": input["input"] ?? []]
        }
    }

    struct Failure: Error, CustomStringConvertible {
        let description = "the weights are wrong"
    }
}

/// Declares tensors; its outputs are those of one item.
struct Declared: RawModel {
    static let metadata = ModelMetadata(
        name: "declared", version: "1",
        inputs: [ModelInput(name: "x", tensor: TensorSpec(.fp32, shape: [-1, 2]))],
        outputs: [
            ModelOutput(name: "scores", tensor: TensorSpec(.fp32, shape: [-1, 2])),
            ModelOutput(name: "count", tensor: TensorSpec(.int8, shape: [-1])),
            ModelOutput(name: "photo", mediaType: "image/png"),
            ModelOutput(name: "halves", mediaType: .octetStream, tensor: TensorSpec(.fp16, shape: [-1, 1])),
        ])
    init(context: ModelContext) {}

    func predict(_ input: NamedBytes) -> NamedBytes {
        ["scores": input["x"] ?? [], "count": Array("-3".utf8), "photo": [0xFF, 0], "halves": [0, 0x3C]]
    }
}

/// Cannot be loaded.
struct Unloadable: RawModel {
    static let metadata = ModelMetadata(name: "unloadable", version: "1")
    init(context: ModelContext) throws {
        throw ModelFileError(path: "weights.bin", reason: "No such file or directory")
    }
    func predict(_ input: NamedBytes) -> NamedBytes { [:] }
}

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// A host of `model`, which is loaded or has failed.
func host<M: Model>(of model: M.Type) async -> ModelHost {
    let host = ModelHost(model, context: ModelContext(modelDirectory: "models"), logger: quiet)
    await host.load()
    return host
}

/// The calls in front of `model`, without a socket.
func service<M: Model>(of model: M.Type) async -> InferenceService {
    let host = await host(of: model)
    return InferenceService(
        model: OpenInferenceModel(host: host, name: model.metadata.name, logger: quiet), calls: CallsInFlight())
}
