import ModelHost

/// What the environment says about the CloudEvents that answer those of a request; the names are KServe's.
struct EventSettings: Sendable, Equatable {
    /// `CE_SOURCE`: who the events come from.
    var source: String
    /// `CE_TYPE`: what they are.
    var type: String
    /// `CE_MERGE`: whether they take over what the request's event says beside its id, time, source and type.
    var merges: Bool

    /// The settings of a server whose model is called `modelName`.
    /// - Throws: ``RuntimeEnvironmentError`` when a value cannot be in a header.
    init(_ environment: RuntimeEnvironment, modelName: String) throws(RuntimeEnvironmentError) {
        source = try Self.text("CE_SOURCE", environment) ?? "io.kserve.inference.\(modelName)"
        type = try Self.text("CE_TYPE", environment) ?? "io.kserve.inference.response"
        merges = environment["CE_MERGE"]?.lowercased() == "true"
    }

    private static func text(
        _ name: String, _ environment: RuntimeEnvironment
    ) throws(RuntimeEnvironmentError) -> String? {
        guard let text = environment[name] else { return nil }
        guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw .malformed(name: name, value: text, expected: "printable ASCII")
        }
        return text
    }
}
