public import NIOHTTP1

/// Why a connection refuses a request without asking the service what it wants.
public enum HTTPProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// The request is not HTTP/1 as the connection understands it.
    case malformedRequest
    /// The target has a `%` without two hexadecimal digits, or decodes to something else than UTF-8.
    case malformedTarget
    /// The line and headers are larger than the limit.
    case headTooLarge(limitBytes: Int)
    /// The client took too long to send the request.
    case requestTimeout
    /// The body, or what it inflates to, is larger than the limit.
    case bodyTooLarge(limitBytes: Int)

    /// There are as many connections as the limit allows, and none of them is idle.
    case tooManyConnections
    /// The body has an encoding other than gzip.
    case unsupportedEncoding(String)
    /// The body says that it is gzip, and is not, or is cut off.
    case malformedGzip

    /// The status that stands for it.
    public var status: HTTPResponseStatus {
        switch self {
        case .malformedRequest, .malformedTarget, .malformedGzip: .badRequest
        case .headTooLarge: .requestHeaderFieldsTooLarge
        case .requestTimeout: .requestTimeout
        case .bodyTooLarge: .payloadTooLarge
        case .tooManyConnections: .serviceUnavailable
        case .unsupportedEncoding: .unsupportedMediaType
        }
    }

    /// Headers that belong to the status: `Accept-Encoding` to 415, `Retry-After` to an overload (RFC 9110 §12.5.3 and
    /// §10.2.3).
    public var headers: [HTTPResponse.Header] {
        switch self {
        case .unsupportedEncoding: [HTTPResponse.Header(name: "Accept-Encoding", value: "gzip")]
        case .tooManyConnections: [HTTPResponse.Header(name: "Retry-After", value: "1")]
        default: []
        }
    }

    /// What is wrong, and what to do where that is not plain.
    public var description: String {
        switch self {
        case .malformedRequest: "Malformed HTTP request"
        case .malformedTarget: "The path is not percent-encoded UTF-8"
        case .headTooLarge(let limit): "The request line and headers are larger than \(limit) bytes"
        case .requestTimeout: "The request did not arrive in time"
        case .bodyTooLarge(let limit): "The body is larger than \(limit) bytes"
        case .tooManyConnections: "The server has as many connections as it may have; try again later"
        case .unsupportedEncoding(let encoding):
            "A body with Content-Encoding \(encoding) is not supported; send it uncompressed, or with gzip"
        case .malformedGzip: "The body is not gzip, though Content-Encoding says so, or it is cut off"
        }
    }
}
