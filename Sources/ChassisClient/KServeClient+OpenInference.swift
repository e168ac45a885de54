extension KServeClient {
    /// The JSON that describes the server in KServe v2, the Open Inference Protocol: its name, version and extensions
    /// ([Server Metadata](https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md)).
    public func serverMetadata(timeout: Duration? = nil) async throws -> [UInt8] {
        try await success("/v2", timeout: timeout)
    }

    /// The JSON that describes the inputs and outputs of `model` in KServe v2.
    public func metadata(_ model: String, timeout: Duration? = nil) async throws -> [UInt8] {
        try await success("/v2/models/\(model.pathComponent)", timeout: timeout)
    }

    /// Sends the JSON `body`, `{"inputs":[{"name":…,"shape":…,"datatype":…,"data":…}]}`, to `model` and returns the JSON
    /// of its outputs. The binary tensor extension is not used.
    public func infer(_ model: String, body: [UInt8], timeout: Duration? = nil) async throws -> [UInt8] {
        try await success("/v2/models/\(model.pathComponent)/infer", body: body, timeout: timeout)
    }
}
