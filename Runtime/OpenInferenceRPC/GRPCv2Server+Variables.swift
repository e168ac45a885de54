public import ModelHost
import ModelRPC
import RPCServer

extension GRPCv2Server {
    /// Every variable that the server itself reads, in the order in which it is documented.
    public static let documentedVariables =
        [
            DocumentedVariable(
                "GRPC_PORT", argument: "grpc_port", default: "8081", unit: "port",
                "the TCP port; 0 lets the system choose"),
            DocumentedVariable(
                "MODEL_NAME", argument: "model_name", default: "the model's own", unit: "text",
                "the name of the model in requests"),
        ] + RPCServer.Limits.documentedVariables(prefix: "GRPC", messageBytes: GRPCv2Settings.defaultMaxMessageBytes)
        + [
            DocumentedVariable(
                "LOG_REQUESTS", default: "off", unit: "on, off",
                "a line in the log for every request, not only for those that fail")
        ]
}
