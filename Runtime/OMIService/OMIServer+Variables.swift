public import ModelHost
import ModelRPC
import RPCServer

extension OMIServer {
    /// Every variable that the server itself reads, in the order in which it is documented.
    public static let documentedVariables =
        [
            DocumentedVariable(
                "PSC_MODEL_PORT", default: "45000", unit: "port",
                "TCP port of the model; 0 lets the system choose"),
            DocumentedVariable(
                "METRICS_PORT", default: "none", unit: "port",
                "TCP port of metrics and health over HTTP; without it there is none"),
        ] + RPCServer.Limits.documentedVariables(prefix: "OMI", messageBytes: OMISettings.defaultMaxMessageBytes) + [
            DocumentedVariable(
                "OMI_ALLOW_SHUTDOWN", default: "on", unit: "on, off",
                "whether a Shutdown call ends the process, or is PERMISSION_DENIED"),
            DocumentedVariable(
                "LOG_REQUESTS", default: "off", unit: "on, off",
                "a line in the log for every request, not only for those that fail"),
        ]
}
