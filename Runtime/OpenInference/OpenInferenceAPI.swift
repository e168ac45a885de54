import JSONCoding
public import Logging
public import ModelHost

/// The [Open Inference Protocol](https://github.com/kserve/open-inference-protocol) (KServe v2) over REST in front of one
/// model: paths and bodies in, answers out, without a socket.
///
/// | request | answer |
/// |---|---|
/// | `GET /v2` | `{"name":…,"version":…,"extensions":["binary_tensor_data"]}` |
/// | `GET /v2/health/live` | `{"live":true}` |
/// | `GET /v2/health/ready` | `{"ready":true}`; 503 until the model is ready, and while draining |
/// | `GET /v2/models` | `{"models":["NAME"]}` |
/// | `GET /v2/models/NAME` | name, versions, platform, inputs and outputs, as the model declares them |
/// | `GET /v2/models/NAME/ready` | `{"name":"NAME","ready":true}`; 503 until it is |
/// | `POST /v2/models/NAME/infer` | the outputs, as tensors |
/// | `POST` or `GET /v2/repository/index` | the one model and its state |
/// | `POST /v2/repository/models/NAME/load` | `{"name":"NAME","load":true}` when it is loaded; 503 until it is |
/// | `POST /v2/repository/models/NAME/unload` | 501: the model lives as long as the container |
///
/// `/versions/VERSION` may follow `/v2/models/NAME`, with the model's own version. Errors are `{"error":"…"}`.
///
/// A request is looked at twice. ``triage(method:path:header:)`` sees its head and answers what needs neither the body
/// nor the model; it never waits. The rest goes to ``answer(_:body:)``.
public struct OpenInferenceAPI: Sendable {
    /// What follows from the head of a request.
    public enum Triage: Sendable, Equatable {
        /// The answer, whatever the body.
        case answer(OpenInferenceResponse)
        /// The body is wanted.
        case call(Call)
    }

    /// A prediction whose body is wanted.
    public struct Call: Sendable, Equatable {
        /// How long the JSON of the body is; nil when that is all of it.
        let jsonByteCount: Int?
    }

    private let model: OpenInferenceModel

    /// Serves the model of `host` as `modelName`.
    public init(host: ModelHost, modelName: String, logger: Logger) {
        model = OpenInferenceModel(host: host, name: modelName, logger: logger)
    }

    /// Judges the head of a request; see the type.
    /// - Parameters:
    ///   - method: in capitals, as it came.
    ///   - path: the segments of the path, percent-decoded, without empty ones: `["v2", "models", "digits", "infer"]`.
    ///   - header: looks up a header by name, whatever its case.
    /// - Returns: nil for a path that is not of this protocol.
    public func triage(method: String, path: [String], header: (String) -> String?) -> Triage? {
        guard let route = OpenInferenceRoute(path) else { return nil }
        if method == "OPTIONS" {
            return .answer(OpenInferenceResponse(status: 204, headers: ["Allow": route.allow]))
        }
        guard route.takes(method) else { return .answer(.methodNotAllowed(method, allow: route.allow)) }
        do throws(OpenInferenceError) {
            guard case .infer(let name, let version) = route else { return .answer(try answer(route)) }
            try model.check(name: name, version: version)
            try model.checkLoaded()
            return .call(Call(jsonByteCount: try jsonByteCount(header(InferRequest.jsonByteCountHeader))))
        } catch {
            return .answer(.error(error))
        }
    }

    /// Reads the body of a call, asks the model, and writes what it says. Cancelling the task cancels the call.
    public func answer(_ call: Call, body: [UInt8]) async -> OpenInferenceResponse {
        do throws(OpenInferenceError) {
            let request = try InferRequest(body: body, jsonByteCount: call.jsonByteCount)
            let answer = try await model.infer(request) { response throws(OpenInferenceError) in
                try response.body(for: request)
            }
            var response = OpenInferenceResponse.ok(answer.bytes)
            if let count = answer.jsonByteCount {
                response.contentType = "application/octet-stream"
                response.headers[InferRequest.jsonByteCountHeader] = "\(count)"
            }
            return response
        } catch {
            return .error(error)
        }
    }

    private func jsonByteCount(_ header: String?) throws(OpenInferenceError) -> Int? {
        guard let header else { return nil }
        guard let count = Int(header), count >= 0 else {
            throw .invalid("\(InferRequest.jsonByteCountHeader) is \"\(header)\"; it must be a number of bytes")
        }
        return count
    }

    private func answer(_ route: OpenInferenceRoute) throws(OpenInferenceError) -> OpenInferenceResponse {
        switch route {
        case .server:
            let (name, version) = (OpenInferenceModel.serverName, OpenInferenceModel.serverVersion)
            return .ok(#"{"name":"\#(name)","version":"\#(version)","extensions":["binary_tensor_data"]}"#.utf8)
        case .live: return .ok(#"{"live":true}"#.utf8)
        case .ready:
            if let error = model.notReady { throw error }
            return .ok(#"{"ready":true}"#.utf8)
        case .models: return .ok(Array(#"{"models":["#.utf8) + JSON.quoted(model.name) + Array("]}".utf8))
        case .model(let name, let version):
            try model.check(name: name, version: version)
            return .ok(model.metadataJSON)
        case .modelReady(let name, let version):
            try model.check(name: name, version: version)
            if let error = model.notReady { throw error }
            return .ok(Array(#"{"name":"#.utf8) + JSON.quoted(model.name) + Array(#","ready":true}"#.utf8))
        case .index: return .ok(model.indexJSON)
        case .load(let name):
            try model.check(name: name, version: nil)
            if let error = model.notReady { throw error }
            return .ok(Array(#"{"name":"#.utf8) + JSON.quoted(model.name) + Array(#","load":true}"#.utf8))
        case .unload(let name):
            try model.check(name: name, version: nil)
            throw .cannotUnload
        case .infer: throw OpenInferenceError(.notFound, "a prediction has a body")
        }
    }
}
