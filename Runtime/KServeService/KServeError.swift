import HTTPServer
import ModelHost
import NIOHTTP1

/// Every answer of the server that is not a success; `description` is what the caller reads under `error`.
///
/// Where the reference server of KServe has a text of its own, ours is the same, because clients compare it.
enum KServeError: Error, Equatable, CustomStringConvertible {
    /// The request did not come through as HTTP, or not within the limits.
    case http(HTTPProblem)
    /// Nothing lives at the path.
    case noSuchPath(String)
    /// Something lives there that does not understand the method.
    case methodNotAllowed(HTTPMethod, allow: String)
    /// The server serves a model of another name.
    case unknownModel(String)
    /// The model is being loaded, could not be loaded, or the server is about to end.
    case notReady(model: String)
    /// The model does not explain.
    case doesNotExplain(model: String)
    /// The body is not JSON.
    case notJSON(JSONSyntaxError)
    /// The body is JSON of the wrong shape.
    case wrongShape(RequestShape)
    /// An instance cannot be read, or was refused by the model. `index` is nil when it is the only one.
    case badInstance(index: Int?, InstanceProblem)
    /// The model has no answer for some instances: the first failure, and the indexes of all when there were several
    /// instances.
    case itemsFailed(HTTPResponseStatus, index: Int?, message: String, failed: [Int])
    /// The model's answer to an instance is not what the model declares.
    case invalidOutput(index: Int?, InvalidOutput)
    /// The `data_base64` of a CloudEvent is not base64.
    case malformedEventData
    /// As many requests wait for the model as the limit allows.
    case busy(waiting: Int)
    /// The model has had so much time, and has not answered.
    case timedOut(Duration)

    /// The answer when the host of `model` has none.
    init(_ reason: HostUnavailable, model: String) {
        self =
            switch reason {
            case .busy(let queueLength): .busy(waiting: queueLength)
            case .timedOut(let limit): .timedOut(limit)
            case .loading, .loadFailed, .draining: .notReady(model: model)
            }
    }

    /// The status of the answer.
    var status: HTTPResponseStatus {
        switch self {
        case .http(let problem): problem.status
        case .notJSON, .wrongShape, .badInstance, .malformedEventData: .badRequest
        case .noSuchPath, .unknownModel: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .notReady, .busy: .serviceUnavailable
        case .doesNotExplain: .notImplemented
        case .itemsFailed(let status, _, _, _): status
        case .invalidOutput: .internalServerError
        case .timedOut: .gatewayTimeout
        }
    }

    /// Headers that belong to the status: `Allow` to 405, `Retry-After` to an overload (RFC 9110 §10.2).
    var headers: [HTTPResponse.Header] {
        switch self {
        case .methodNotAllowed(_, let allow): [HTTPResponse.Header(name: "Allow", value: allow)]
        case .http(let problem): problem.headers
        case .busy: [HTTPResponse.Header(name: "Retry-After", value: "1")]
        default: []
        }
    }

    /// The indexes of the failed instances, for a caller that wants to send the others again.
    var failedInstances: [Int]? {
        switch self {
        case .itemsFailed(_, .some, _, let failed): failed
        case .invalidOutput(let index, _): index.map { [$0] }
        default: nil
        }
    }

    /// What is wrong, and what to do where that is not plain.
    var description: String {
        switch self {
        case .http(.bodyTooLarge(let limit)):
            "The body is larger than \(limit) bytes; send fewer instances, or raise HTTP_MAX_BODY_BYTES"
        case .http(let problem): problem.description
        case .noSuchPath(let path):
            "Nothing is served at \(path); predictions are POST /v1/models/NAME:predict"
        case .methodNotAllowed(let method, let allow): "\(method.rawValue) is not allowed here; use \(allow)"
        case .unknownModel(let name): "Model with name \(name) does not exist."
        case .notReady(let model): "Model with name \(model) is not ready."
        case .doesNotExplain(let model): "Model with name \(model) does not explain its predictions."
        case .notJSON(let error): "Unrecognized request format: \(error)"
        case .wrongShape(let shape): shape.description
        case .badInstance(let index, let problem): Self.prefix(index) + problem.description
        case .itemsFailed(_, let index, let message, _): Self.prefix(index) + message
        case .invalidOutput(let index, let problem): Self.prefix(index) + problem.description
        case .malformedEventData: "The event's \"data_base64\" is not base64"
        case .timedOut(let limit): "The prediction took longer than \(limit)"
        case .busy(let waiting): "\(waiting) requests are waiting for the model already; try again later"
        }
    }

    private static func prefix(_ index: Int?) -> String {
        index.map { "instance \($0): " } ?? ""
    }
}
