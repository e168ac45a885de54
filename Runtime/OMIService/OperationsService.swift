import HTTPServer
import ModelHost
import NIOCore
import NIOHTTP1
import ServerMetrics

/// What `METRICS_PORT` serves over HTTP beside the calls of gRPC: metrics and health, and nothing else.
///
/// | request | answer |
/// |---|---|
/// | `GET /metrics` | the metrics of the host, for Prometheus |
/// | `GET /`, `GET /v2/health/live` | 200 |
/// | `GET /v2/health/ready` | 200; 503 until the model is ready, and while draining |
struct OperationsService: HTTPService {
    let host: ModelHost

    /// Every request is answered by its head.
    typealias Call = Never

    func triage(_ head: HTTPRequestHead) -> HTTPTriage<Never> { .answer(response(to: head)) }

    func answer(_ call: Never, _ request: HTTPRequest) async -> HTTPResponse {}

    func response(to problem: HTTPProblem) -> HTTPResponse {
        Self.text("\(problem)", status: problem.status)
    }

    private func response(to head: HTTPRequestHead) -> HTTPResponse {
        guard let answer = response(toPath: head.uri.prefix { $0 != "?" }) else {
            return Self.text("There are /metrics, /v2/health/live and /v2/health/ready", status: .notFound)
        }
        guard head.method == .GET || head.method == .HEAD else {
            var refusal = Self.text("This takes GET and HEAD", status: .methodNotAllowed)
            refusal.headers.append(.init(name: "Allow", value: "GET, HEAD"))
            return refusal
        }
        return answer()
    }

    private func response(toPath path: Substring) -> (() -> HTTPResponse)? {
        switch path {
        case "/": { .ok(#"{"status":"alive"}"#) }
        case "/v2/health/live": { .ok(#"{"live":true}"#) }
        case "/v2/health/ready": ready
        case "/metrics": metrics
        default: nil
        }
    }

    private func ready() -> HTTPResponse {
        if host.state == .ready { return .ok(#"{"ready":true}"#) }
        return HTTPResponse(status: .serviceUnavailable, body: ByteBuffer(staticString: #"{"ready":false}"#))
    }

    private func metrics() -> HTTPResponse {
        HTTPResponse(
            status: .ok, contentType: Exposition.contentType, body: ByteBuffer(bytes: host.metrics.exposition()))
    }

    private static func text(_ text: String, status: HTTPResponseStatus) -> HTTPResponse {
        HTTPResponse(
            status: status, contentType: "text/plain; charset=utf-8", body: ByteBuffer(string: "\(text).\n"))
    }
}
