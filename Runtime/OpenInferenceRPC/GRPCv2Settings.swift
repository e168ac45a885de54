import ChassisModel
import ModelHost
import ModelRPC
import RPCServer

/// What the environment says about the server. ``GRPCv2Server`` names each variable.
struct GRPCv2Settings: Sendable {
    /// The TCP port: `--grpc_port`, else `GRPC_PORT`, else 8081; 0 lets the system choose.
    let port: Int
    /// The name of the model in requests: `--model_name`, else `MODEL_NAME`, else the name in the model's metadata.
    let modelName: String
    /// Whether each call is logged.
    let logsRequests: Bool
    /// What the server takes, and for how long it waits.
    let limits: RPCServer.Limits

    /// Eight times what KServe's own server takes: a picture of some megapixels as FP32.
    static let defaultMaxMessageBytes = 64 << 20

    /// The settings that `environment` makes for a model with `metadata`.
    /// - Throws: ``RuntimeEnvironmentError`` when one of the variables or arguments is malformed.
    init(_ environment: RuntimeEnvironment, metadata: ModelMetadata) throws(RuntimeEnvironmentError) {
        port = try environment.port(argument: "grpc_port", "GRPC_PORT", default: 8081)
        modelName = environment.arguments["model_name"] ?? environment["MODEL_NAME"] ?? metadata.name
        logsRequests = try environment.flag("LOG_REQUESTS", default: false)
        limits = try RPCServer.Limits(environment, prefix: "GRPC", messageBytes: Self.defaultMaxMessageBytes)
    }
}
