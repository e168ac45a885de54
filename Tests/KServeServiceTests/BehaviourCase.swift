import HTTPServer
import NIOCore
import NIOHTTP1
import ServerTesting
import Testing

@testable import KServeService

/// A request and what must be answered, whether the handlers are asked directly or over a socket.
struct BehaviourCase: Sendable, CustomTestStringConvertible {
    let method: HTTPMethod
    let target: String
    let headers: [(String, String)]
    let body: [UInt8]
    let status: Int
    /// The whole body; nil for none. What differs each time is written `*`: the id and the time of an event.
    let answer: String?
    /// The media type of the answer.
    let answerType: String
    /// Headers that must be there; nil for one that must not, `*` for any value.
    let answerHeaders: [String: String?]

    /// A request with a body.
    init(
        _ method: HTTPMethod, _ target: String, _ body: String, headers: [(String, String)] = [], _ status: Int,
        _ answer: String?, answerType: String = "application/json", answerHeaders: [String: String?] = [:]
    ) {
        self.init(
            method, target, bytes: Array(body.utf8), headers: headers, status, answer, answerType: answerType,
            answerHeaders: answerHeaders)
    }

    /// A request with a body that is no text.
    init(
        _ method: HTTPMethod, _ target: String, bytes: [UInt8], headers: [(String, String)] = [], _ status: Int,
        _ answer: String?, answerType: String = "application/json", answerHeaders: [String: String?] = [:]
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        body = bytes
        self.status = status
        self.answer = answer
        self.answerType = answerType
        self.answerHeaders = answerHeaders
    }

    /// A request without a body.
    init(
        _ method: HTTPMethod, _ target: String, _ status: Int, _ answer: String?, answerHeaders: [String: String?] = [:]
    ) {
        self.init(method, target, "", status, answer, answerHeaders: answerHeaders)
    }

    var testDescription: String {
        "\(method.rawValue) \(target) \(String(decoding: body.prefix(60), as: UTF8.self)) → \(status)"
    }

    /// A prediction that succeeds.
    static func predict(_ model: String, _ body: String, _ predictions: String) -> BehaviourCase {
        BehaviourCase(.POST, "/v1/models/\(model):predict", body, 200, "{\"predictions\":\(predictions)}")
    }

    /// A prediction that is refused with `error`.
    static func refuse(
        _ model: String, _ body: String, headers: [(String, String)] = [], _ status: Int, _ error: String
    ) -> BehaviourCase {
        var answer = ByteBuffer(string: "{\"error\":")
        answer.writeJSONString(Array(error.utf8))
        return BehaviourCase(
            .POST, "/v1/models/\(model):predict", body, headers: headers, status, answer.text + "}")
    }

    /// Asks the handlers.
    func check(_ api: KServeAPI) async {
        let length = body.isEmpty ? [] : [("Content-Length", String(body.count))]
        let response = await api.respond(
            to: HTTPRequest(method, target, headers: HTTPHeaders(headers + length), body: ByteBuffer(bytes: body)))
        #expect(Int(response.status.code) == status)
        #expect(response.body.map { masked($0.text) } == answer)
        if answer != nil { #expect(response.contentType == answerType) }
        for (name, value) in answerHeaders {
            let there = response.headers.first { $0.name.lowercased() == name.lowercased() }?.value
            #expect(there.map { value == "*" ? "*" : $0 } == value, "\(name)")
        }
    }

    /// Asks over a socket, then asks something else over the same connection: no answer of the table closes it, unless the
    /// server `isEnding`.
    func check(_ client: WireClient, isEnding: Bool) async throws {
        var request = "\(method.rawValue) \(target) HTTP/1.1\r\nHost: test\r\n"
        for (name, value) in headers { request += "\(name): \(value)\r\n" }
        if !body.isEmpty { request += "Content-Length: \(body.count)\r\n" }
        await client.send(Array((request + "\r\n").utf8) + body)
        let response = try await client.response(toHEAD: method == .HEAD)
        #expect(response.status == status)
        #expect(masked(response.body) == (method == .HEAD ? "" : answer ?? ""))
        #expect(response.headers["content-type"] == answer.map { _ in answerType })
        let length = method == .HEAD ? answer?.utf8.count : answer.map { _ in response.body.utf8.count }
        #expect(response.headers["content-length"] == length.map(String.init))
        #expect(response.headers["connection"] == (isEnding ? "close" : nil))
        #expect(response.headers["x-request-id"] != nil)
        for (name, value) in answerHeaders {
            let there = response.headers[name.lowercased()]
            #expect(there.map { value == "*" ? "*" : $0 } == value, "\(name)")
        }
        if isEnding { return #expect(await client.readToEnd() == "") }
        await client.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n")
        #expect(try await client.response().body == "{\"status\":\"alive\"}")
    }

    /// The answer with a `*` for the id and the time of an event, if they are what they should be.
    private func masked(_ text: String) -> String {
        guard answerType == "application/cloudevents+json" else { return text }
        let hex = "[0-9a-f]"
        let id = "\(hex){8}-\(hex){4}-4\(hex){3}-[89ab]\(hex){3}-\(hex){12}"
        let time = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}\\+00:00"
        do {
            return text.replacing(try Regex("\"id\":\"\(id)\""), with: "\"id\":*", maxReplacements: 1)
                .replacing(try Regex("\"time\":\"\(time)\""), with: "\"time\":*", maxReplacements: 1)
        } catch {
            return "\(error)"
        }
    }
}
