import JSONCoding

/// The messages of the Open Inference Protocol's REST form
/// ([inference_rest.md](https://github.com/kserve/open-inference-protocol)).
enum OpenInferenceSchemas {
    /// The components that the paths below `/v2` refer to.
    static var components: [JSONTree.Member] {
        [
            .init("TensorType", ["type": "string", "enum": .array(types.map { .string($0) })]),
            .init("Shape", ["type": "array", "items": ["type": "integer"], "examples": [[1, 64]]]),
            .init(
                "Parameters", ["type": "object", "additionalProperties": ["type": ["string", "number", "boolean"]]]),
            .init("RequestTensor", tensor(required: ["name", "shape", "datatype"])),
            .init("ResponseTensor", tensor(required: ["name", "shape", "datatype"])),
            .init("InferRequest", request),
            .init("InferResponse", response),
            .init("ModelMetadata", modelMetadata),
            .init("ServerMetadata", serverMetadata),
        ]
    }

    private static let types = [
        "BOOL", "UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16", "INT32", "INT64", "FP16", "FP32", "FP64",
        "BYTES",
    ]

    private static func reference(_ name: String) -> JSONTree { ["$ref": .string(InstanceSchemas.place + name)] }

    private static func list(_ name: String) -> JSONTree { ["type": "array", "items": reference(name)] }

    private static func object(_ properties: JSONTree, required: JSONTree) -> JSONTree {
        ["type": "object", "properties": properties, "required": required]
    }

    private static func tensor(required: JSONTree) -> JSONTree {
        object(
            [
                "name": ["type": "string"], "shape": reference("Shape"), "datatype": reference("TensorType"),
                "parameters": reference("Parameters"),
                "data": [
                    "type": "array", "items": [:],
                    "description":
                        "The elements in row-major order, flat or nested; absent when they follow in binary.",
                ],
            ], required: required)
    }

    private static var request: JSONTree {
        let output = object(
            ["name": ["type": "string"], "parameters": reference("Parameters")], required: ["name"])
        return object(
            [
                "id": ["type": "string"], "parameters": reference("Parameters"), "inputs": list("RequestTensor"),
                "outputs": ["type": "array", "items": output],
            ], required: ["inputs"])
    }

    private static var response: JSONTree {
        object(
            [
                "model_name": ["type": "string"], "model_version": ["type": ["string", "null"]],
                "id": ["type": "string"], "parameters": reference("Parameters"), "outputs": list("ResponseTensor"),
            ], required: ["model_name", "outputs"])
    }

    private static var modelMetadata: JSONTree {
        let tensor = object(
            ["name": ["type": "string"], "datatype": reference("TensorType"), "shape": reference("Shape")],
            required: ["name", "datatype", "shape"])
        let tensors: JSONTree = ["type": "array", "items": tensor]
        return object(
            [
                "name": ["type": "string"], "versions": ["type": ["array", "null"], "items": ["type": "string"]],
                "platform": ["type": "string"], "inputs": tensors, "outputs": tensors,
            ], required: ["name", "platform", "inputs", "outputs"])
    }

    private static var serverMetadata: JSONTree {
        object(
            [
                "name": ["type": "string"], "version": ["type": "string"],
                "extensions": ["type": "array", "items": ["type": "string"]],
            ], required: ["name", "version", "extensions"])
    }
}
