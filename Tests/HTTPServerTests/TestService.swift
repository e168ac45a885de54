import HTTPServer
import NIOCore
import NIOHTTP1
import ServerTesting

/// `GET /` is alive, `POST /echo` gives its body back, `POST /wait` does so when its gate opens, and problems are told
/// in plain text.
struct TestService: HTTPService {
    enum Call: Sendable { case echo, wait }

    var gate: Gate?
    let records = Records()

    /// What became of the requests so far.
    final class Records: Sendable {
        let ended: AsyncStream<HTTPRecord>
        private let continuation: AsyncStream<HTTPRecord>.Continuation

        init() { (ended, continuation) = AsyncStream.makeStream() }

        /// Ends the stream, after the server has.
        func finish() { continuation.finish() }

        func add(_ record: HTTPRecord) { continuation.yield(record) }
    }

    func triage(_ head: HTTPRequestHead) -> HTTPTriage<Call> {
        switch (head.method, head.uri) {
        case (.GET, "/"), (.HEAD, "/"), (.CONNECT, _): .answer(.ok(#"{"status":"alive"}"#))
        case (.POST, "/echo"): .call(.echo)
        case (.POST, "/wait"): .call(.wait)
        case (.GET, "/nothing"): .answer(HTTPResponse(status: .noContent))
        default: .answer(HTTPResponse(status: .notFound, body: ByteBuffer(string: "{}")))
        }
    }

    func answer(_ call: Call, _ request: HTTPRequest) async -> HTTPResponse {
        do {
            if call == .wait { try await gate?.pass() }
            return HTTPResponse(status: .ok, contentType: "text/x-echo", body: request.body)
        } catch {
            return HTTPResponse(status: .internalServerError)
        }
    }

    func response(to problem: HTTPProblem) -> HTTPResponse {
        HTTPResponse(status: problem.status, contentType: "text/plain", body: ByteBuffer(string: problem.description))
    }

    func ended(_ record: HTTPRecord, of call: Call?) { records.add(record) }
}
