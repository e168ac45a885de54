import JSONCoding

/// An answer over REST.
public struct OpenInferenceResponse: Sendable, Equatable {
    /// The status of HTTP.
    public var status: Int
    /// Headers beside the type and length of the content, by name; no value needs escaping.
    public var headers: [String: String] = [:]
    /// `application/json`, or `application/octet-stream` when tensors follow the JSON.
    public var contentType = "application/json"
    /// The content; nil for a status that has none, such as 204.
    public var body: [UInt8]?

    /// 200 with `json`.
    static func ok(_ json: some Sequence<UInt8>) -> OpenInferenceResponse {
        OpenInferenceResponse(status: 200, body: Array(json))
    }

    /// An error: `{"error":…}`, with the indexes of the items at fault under `failed` when there are several items.
    public static func error(_ error: OpenInferenceError) -> OpenInferenceResponse {
        var response = OpenInferenceResponse(status: error.code.httpStatus)
        var json = Array("{\"error\":".utf8) + JSON.quoted(error.message)
        if !error.failedItems.isEmpty {
            json += ",\"failed\":[\(error.failedItems.map { "\($0)" }.joined(separator: ","))]".utf8
        }
        response.body = json + [UInt8(ascii: "}")]
        if error.code == .overloaded { response.headers["Retry-After"] = "1" }
        return response
    }

    /// 405, with the methods that are allowed (RFC 9110, section 15.5.6).
    static func methodNotAllowed(_ method: String, allow: String) -> OpenInferenceResponse {
        OpenInferenceResponse(
            status: 405, headers: ["Allow": allow],
            body: Array("{\"error\":".utf8) + JSON.quoted("\(method) is not allowed here; use \(allow)")
                + [UInt8(ascii: "}")])
    }
}

extension OpenInferenceError.Code {
    /// The status of HTTP.
    public var httpStatus: Int {
        switch self {
        case .invalidArgument: 400
        case .notFound: 404
        case .modelFailed: 500
        case .unsupported: 501
        case .unavailable, .overloaded: 503
        case .timedOut: 504
        }
    }
}
