import ChassisModel
import Logging
import ModelHost
import Synchronization
import Testing

@testable import OpenInference

/// The input's JSON, byte for byte.
struct Echo: RawModel {
    static let metadata = ModelMetadata(name: "echo", version: "1.2")
    init(context: ModelContext) {}
    func predict(_ input: NamedBytes) -> NamedBytes { ["results.json": input["input"] ?? []] }
}

/// As the digits example: 64 numbers, or 8 lists of 8, to an object; negative numbers are refused, 13 fails.
struct Summer: TypedModel {
    static let metadata = ModelMetadata(name: "summer", version: "1")
    init(context: ModelContext) {}

    func predict(_ input: [Double]) throws -> [String: Double] {
        if input.contains(where: { $0 < 0 }) { throw InvalidInput("a number is negative") }
        if input.contains(13) { throw Unlucky() }
        return ["sum": input.reduce(0, +)]
    }

    struct Unlucky: Error, CustomStringConvertible {
        let description = "13 is unlucky"
    }
}

/// Declares its tensors: three numbers in, two numbers, a whole number and a label out.
struct Declared: RawModel {
    static let metadata = ModelMetadata(
        name: "declared", version: "1",
        inputs: [ModelInput(name: "x", tensor: TensorSpec(.fp32, shape: [-1, 3]))],
        outputs: [
            ModelOutput(name: "scores", tensor: TensorSpec(.fp32, shape: [-1, 2])),
            ModelOutput(name: "class", tensor: TensorSpec(.int64, shape: [-1])),
            ModelOutput(name: "label", tensor: TensorSpec(.bytes, shape: [-1])),
        ])
    init(context: ModelContext) {}

    func predict(_ input: NamedBytes) -> NamedBytes {
        let isOdd = input["x"] == Array("[1,2,3]".utf8)
        return [
            "scores": Array("[0.25, 0.75]".utf8), "class": Array((isOdd ? "1.5" : "7").utf8),
            "label": Array("\"cat\"".utf8),
        ]
    }
}

/// Pictures as bytes, text, JSON and a tensor in binary form.
struct Album: RawModel {
    static let metadata = ModelMetadata(
        name: "album", version: "1",
        inputs: [
            ModelInput(name: "photo", mediaTypes: ["image/png"]), ModelInput(name: "title", mediaTypes: [.text]),
        ],
        outputs: [
            ModelOutput(name: "photo", mediaType: "image/png"), ModelOutput(name: "title", mediaType: .text),
            ModelOutput(
                name: "halves", mediaType: .octetStream, tensor: TensorSpec(.fp32, shape: [-1, -1])),
        ])
    init(context: ModelContext) {}

    func predict(_ input: NamedBytes) -> NamedBytes {
        var outputs = input
        outputs["title"] = Array(String(decoding: input["title"] ?? [], as: UTF8.self).uppercased().utf8)
        outputs["halves"] =
            input["title"] == Array("nan".utf8) ? [0, 0, 0xC0, 0x7F] : [0, 0, 0, 0x3F, 0, 0, 0x80, 0xBF]
        return outputs
    }
}

/// Says that its output is JSON, or a tensor, which it is not.
struct Babbler: RawModel {
    static let metadata = ModelMetadata(
        name: "babbler", version: "1",
        outputs: [
            ModelOutput(name: "json"), ModelOutput(name: "tensor", tensor: TensorSpec(.fp32, shape: [-1, 2])),
            ModelOutput(name: "text", mediaType: .text),
            ModelOutput(name: "raw", mediaType: .octetStream, tensor: TensorSpec(.int16, shape: [-1, 2])),
        ])
    init(context: ModelContext) {}
    func predict(_ input: NamedBytes) -> NamedBytes {
        ["json": Array("[1,".utf8), "tensor": Array("[1,2,3]".utf8), "text": [0xFF], "raw": [1, 2, 3]]
    }
}

/// A matrix as a whole is one item.
struct Matrix: RawModel {
    static let metadata = ModelMetadata(
        name: "matrix", version: "1",
        inputs: [ModelInput(name: "m", tensor: TensorSpec(.fp64, shape: [2, -1]))],
        outputs: [ModelOutput(name: "m", tensor: TensorSpec(.fp64, shape: [2, -1]))])
    init(context: ModelContext) {}
    func predict(_ input: NamedBytes) -> NamedBytes { input }
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

/// The API in front of `model`, which is loaded or has failed.
func api<M: Model>(of model: M.Type) async -> OpenInferenceAPI {
    await hostAndAPI(of: model).api
}

func hostAndAPI<M: Model>(of model: M.Type) async -> (host: ModelHost, api: OpenInferenceAPI) {
    let host = ModelHost(model, context: ModelContext(modelDirectory: "models"), logger: quiet)
    await host.load()
    return (host, OpenInferenceAPI(host: host, modelName: model.metadata.name, logger: quiet))
}

extension OpenInferenceAPI {
    /// The whole way of a request.
    func respond(
        _ method: String, _ path: String, headers: [String: String] = [:], body: [UInt8] = []
    ) async -> OpenInferenceResponse? {
        let segments = path.split(separator: "/").map(String.init)
        switch triage(method: method, path: segments, header: { headers[$0] }) {
        case nil: return nil
        case .answer(let response): return response
        case .call(let call): return await answer(call, body: body)
        }
    }

    /// A prediction of `model` with a body of JSON: the body of the answer, after its status.
    func infer(_ model: String, _ json: String) async -> String? {
        guard let response = await respond("POST", "/v2/models/\(model)/infer", body: Array(json.utf8)) else {
            return nil
        }
        return "\(response.status) \(String(decoding: response.body ?? [], as: UTF8.self))"
    }
}
