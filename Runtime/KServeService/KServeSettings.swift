import ChassisModel
import ModelHost

/// What the environment says about the server.
struct KServeSettings: Sendable {
    /// The TCP port: `--http_port`, else `HTTP_PORT`, else `PORT`, which Knative sets, else 8080; 0 lets the system choose.
    var port: Int
    /// The name in the paths: `--model_name`, else `MODEL_NAME`, else the name in the model's metadata.
    var modelName: String
    /// What connections allow. `HTTP_MAX_BODY_BYTES` sets the size of a body.
    var limits = HTTPLimits()

    /// The settings that `environment` makes for a model with `metadata`.
    /// - Throws: ``RuntimeEnvironmentError`` when a port or a size is malformed.
    init(_ environment: RuntimeEnvironment, metadata: ModelMetadata) throws(RuntimeEnvironmentError) {
        port = try environment.port(argument: "http_port", "HTTP_PORT", "PORT", default: 8080)
        modelName = environment.arguments["model_name"] ?? environment["MODEL_NAME"] ?? metadata.name
        if let text = environment["HTTP_MAX_BODY_BYTES"] {
            guard let bytes = Int(text), bytes > 0 else {
                throw .malformed(name: "HTTP_MAX_BODY_BYTES", value: text, expected: "a number of bytes, at least 1")
            }
            limits.bodyBytesMax = bytes
        }
    }
}
