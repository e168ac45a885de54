import ChassisModel
import HTTPServer
import ModelHost

/// What the environment says about the server.
struct KServeSettings: Sendable {
    /// The TCP port: `--http_port`, else `HTTP_PORT`, else `PORT`, which Knative sets, else 8080; 0 lets the system choose.
    var port: Int
    /// The name in the paths: `--model_name`, else `MODEL_NAME`, else the name in the model's metadata.
    var modelName: String
    /// What connections allow.
    var limits: HTTPLimits
    /// What the CloudEvents of answers say.
    var events: EventSettings
    /// `LOG_REQUESTS`: a line in the log for every request, not only for those that fail.
    var logsRequests: Bool

    /// The settings that `environment` makes for a model with `metadata`.
    /// - Throws: ``RuntimeEnvironmentError`` when a variable is malformed.
    init(_ environment: RuntimeEnvironment, metadata: ModelMetadata) throws(RuntimeEnvironmentError) {
        port = try environment.port(argument: "http_port", "HTTP_PORT", "PORT", default: 8080)
        modelName = environment.arguments["model_name"] ?? environment["MODEL_NAME"] ?? metadata.name
        limits = HTTPLimits()
        for variable in LimitVariable.all { try variable.apply(environment, to: &limits) }
        events = try EventSettings(environment, modelName: modelName)
        logsRequests = try environment.flag("LOG_REQUESTS", default: false)
    }
}

extension KServeSettings {
    /// Every variable that the server reads, in the order in which it is documented.
    static let documentedVariables: [DocumentedVariable] =
        [
            DocumentedVariable(
                "HTTP_PORT", argument: "http_port", default: "8080", unit: "port",
                "the TCP port; 0 lets the system choose. `PORT`, which Knative sets, counts when this is not set"),
            DocumentedVariable(
                "MODEL_NAME", argument: "model_name", default: "the model's own", unit: "text", "the name in the paths"),
        ] + LimitVariable.all.map(\.documented) + [
            DocumentedVariable(
                "LOG_REQUESTS", default: "off", unit: "on, off",
                "a line in the log for every request, not only for those that fail with 5xx"),
            DocumentedVariable(
                "CE_SOURCE", default: "io.kserve.inference.NAME", unit: "text",
                "the source of the CloudEvents that answer CloudEvents"),
            DocumentedVariable(
                "CE_TYPE", default: "io.kserve.inference.response", unit: "text", "their type"),
            DocumentedVariable(
                "CE_MERGE", default: "false", unit: "true, false",
                "whether they take over the other attributes of the request's event"),
        ]
}
