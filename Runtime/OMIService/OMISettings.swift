import ModelHost
import ModelRPC
import RPCServer

/// What the environment says about the OMI server. ``documentedVariables`` names each variable.
struct OMISettings {
    /// The TCP port; 0 lets the system choose.
    let port: Int
    /// The TCP port of metrics and health over HTTP; nil when there is none.
    let metricsPort: Int?
    /// Whether clients may end the process with a Shutdown call.
    let allowsShutdown: Bool
    /// Whether each call is logged.
    let logsRequests: Bool
    /// What the server takes, and for how long it waits.
    let limits: RPCServer.Limits

    /// Modzy's first server took 250 MiB; this is the next power of two.
    static let defaultMaxMessageBytes = 256 << 20

    init(_ environment: RuntimeEnvironment) throws(RuntimeEnvironmentError) {
        port = try environment.port("PSC_MODEL_PORT", default: 45000)
        metricsPort =
            environment["METRICS_PORT"] == nil ? nil : try environment.port("METRICS_PORT", default: 0)
        allowsShutdown = try environment.flag("OMI_ALLOW_SHUTDOWN", default: true)
        logsRequests = try environment.flag("LOG_REQUESTS", default: false)
        limits = try RPCServer.Limits(environment, prefix: "OMI", messageBytes: Self.defaultMaxMessageBytes)
    }
}
