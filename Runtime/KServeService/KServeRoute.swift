import HTTPServer
import NIOHTTP1

/// What a request asks for: the table of paths and methods, without a look at the model.
enum KServeRoute: Equatable {
    /// `GET /`
    case alive
    /// `GET /v1/models`
    case listModels
    /// `GET /v1/models/NAME`
    case modelStatus(name: String)
    /// `POST /v1/models/NAME:predict`
    case predict(name: String)
    /// `POST /v1/models/NAME:explain`
    case explain(name: String)
    /// `GET /v2/health/live`
    case live
    /// `GET /v2/health/ready`
    case ready
    /// `GET /metrics`
    case metrics
    /// `GET /docs`
    case page
    /// `GET /openapi.json`
    case openAPI
    /// Any other path below `/v2`, with any method, split at its slashes: what it means is for `OpenInference` to say.
    case inference(path: [String])
    /// `OPTIONS` of any of these; the methods it may be asked with.
    case options(allow: String)

    /// The route of `method` and `target`, which is the second word of the request line.
    ///
    /// A slash at the end of a path makes no difference. `HEAD` is what `GET` is; the connection leaves out the body.
    /// - Throws: ``KServeError/http(_:)`` for a malformed target, ``KServeError/noSuchPath(_:)`` or
    ///   ``KServeError/methodNotAllowed(_:allow:)``.
    init(_ method: HTTPMethod, _ target: String) throws(KServeError) {
        if target == "*", method == .OPTIONS {
            self = .options(allow: "GET, HEAD, POST, OPTIONS")
            return
        }
        let segments = try Self.segments(of: target)
        guard let route = Self.resource(at: segments) else {
            if segments.first == "v2" {
                self = .inference(path: segments)
                return
            }
            throw .noSuchPath(String(target.prefix { $0 != "?" }))
        }
        let allow = route.isRead ? "GET, HEAD, OPTIONS" : "POST, OPTIONS"
        switch method {
        case .OPTIONS: self = .options(allow: allow)
        case .GET where route.isRead, .HEAD where route.isRead, .POST where !route.isRead: self = route
        default: throw .methodNotAllowed(method, allow: allow)
        }
    }

    private static func segments(of target: String) throws(KServeError) -> [String] {
        do throws(HTTPProblem) { return try RequestTarget(parsing: target).segments } catch { throw .http(error) }
    }

    private var isRead: Bool {
        switch self {
        case .predict, .explain: false
        default: true
        }
    }

    private static func resource(at segments: [String]) -> KServeRoute? {
        switch segments.count {
        case 0: .alive
        case 1 where segments == ["metrics"]: .metrics
        case 1 where segments == ["docs"]: .page
        case 1 where segments == ["openapi.json"]: .openAPI
        case 2 where segments == ["v1", "models"]: .listModels
        case 3 where segments[..<2] == ["v1", "models"]: model(segments[2])
        case 3 where segments == ["v2", "health", "live"]: .live
        case 3 where segments == ["v2", "health", "ready"]: .ready
        default: nil
        }
    }

    /// `NAME`, `NAME:predict` or `NAME:explain`. A name may hold colons: only a known verb at the end is cut off.
    private static func model(_ segment: String) -> KServeRoute {
        guard let colon = segment.lastIndex(of: ":") else { return .modelStatus(name: segment) }
        let name = String(segment[..<colon])
        switch segment[segment.index(after: colon)...] {
        case "predict": return .predict(name: name)
        case "explain": return .explain(name: name)
        default: return .modelStatus(name: segment)
        }
    }
}
