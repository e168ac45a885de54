import NIOCore
import NIOHTTP1
import Testing

@testable import KServeService

/// A request and what must be answered, whether the handlers are asked directly or over a socket.
struct BehaviourCase: Sendable, CustomTestStringConvertible {
    let method: HTTPMethod
    let target: String
    let headers: [(String, String)]
    let body: String
    let status: Int
    /// The whole body; nil for none.
    let answer: String?
    /// Headers that must be there.
    let answerHeaders: [String: String]

    /// A request with a body.
    init(
        _ method: HTTPMethod, _ target: String, _ body: String, headers: [(String, String)] = [], _ status: Int,
        _ answer: String?, answerHeaders: [String: String] = [:]
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.status = status
        self.answer = answer
        self.answerHeaders = answerHeaders
    }

    /// A request without a body.
    init(
        _ method: HTTPMethod, _ target: String, _ status: Int, _ answer: String?, answerHeaders: [String: String] = [:]
    ) {
        self.init(method, target, "", status, answer, answerHeaders: answerHeaders)
    }

    var testDescription: String { "\(method.rawValue) \(target) \(body.prefix(60)) → \(status)" }

    /// A prediction that succeeds.
    static func predict(_ model: String, _ body: String, _ predictions: String) -> BehaviourCase {
        BehaviourCase(.POST, "/v1/models/\(model):predict", body, 200, "{\"predictions\":\(predictions)}")
    }

    /// A prediction that is refused with `error`.
    static func refuse(_ model: String, _ body: String, _ status: Int, _ error: String) -> BehaviourCase {
        var answer = ByteBuffer(string: "{\"error\":")
        answer.writeJSONString(Array(error.utf8))
        return BehaviourCase(.POST, "/v1/models/\(model):predict", body, status, answer.text + "}")
    }

    /// Asks the handlers.
    func check(_ api: KServeAPI) async {
        let length = body.isEmpty ? [] : [("Content-Length", String(body.utf8.count))]
        let response = await api.respond(
            to: HTTPRequest(method, target, headers: HTTPHeaders(headers + length), body: ByteBuffer(string: body)))
        #expect(Int(response.status.code) == status)
        #expect(response.body?.text == answer)
        for (name, value) in answerHeaders {
            #expect(response.headers.contains(.init(name: name, value: value)))
        }
    }

    /// Asks over a socket, then asks something else over the same connection: no answer of the table closes it.
    func check(_ client: WireClient) async throws {
        var request = "\(method.rawValue) \(target) HTTP/1.1\r\nHost: test\r\n"
        for (name, value) in headers { request += "\(name): \(value)\r\n" }
        if !body.isEmpty { request += "Content-Length: \(body.utf8.count)\r\n" }
        await client.send(request + "\r\n" + body)
        let response = try await client.response(toHEAD: method == .HEAD)
        #expect(response.status == status)
        #expect(response.body == (method == .HEAD ? "" : answer ?? ""))
        #expect(response.headers["content-type"] == answer.map { _ in "application/json" })
        #expect(response.headers["content-length"] == answer.map { String($0.utf8.count) })
        #expect(response.headers["connection"] == nil)
        for (name, value) in answerHeaders {
            #expect(response.headers[name.lowercased()] == value)
        }
        await client.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n")
        #expect(try await client.response().body == "{\"status\":\"alive\"}")
    }
}
