import ChassisClient
import Testing

/// Servers that are not ours, as the HTTP client meets them.
@Suite(.timeLimit(.minutes(3))) struct StrangeServerTests {
    @discardableResult
    private func withScript<Result>(
        _ reply: String?, hangsUp: Bool = false, path: String = "", options: ClientOptions = .patient,
        _ body: (KServeClient, HTTPScript) async throws -> Result
    ) async throws -> Result {
        let script = try await HTTPScript.start(reply: reply, hangsUp: hangsUp)
        let address = try ServerAddress(parsing: "127.0.0.1:\(script.port)\(path)", default: .http)
        let client = try KServeClient(address, options: options)
        do {
            let result = try await body(client, script)
            await client.close()
            await script.stop()
            return result
        } catch {
            await client.close()
            await script.stop()
            throw error
        }
    }

    private static func reply(_ status: String, _ body: String, headers: String = "") -> String {
        "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)"
    }

    @Test(arguments: [
        (
            reply("500 Internal Server Error", #"{"error":"KeyError : 'instances'"}"#),
            ClientError.refused(.http(500), message: "KeyError : 'instances'")
        ),
        (reply("404 Not Found", #"{"detail":"Not Found"}"#), .refused(.http(404), message: "Not Found")),
        (
            reply("422 Unprocessable Entity", #"{"detail":[{"loc":1}]}"#),
            .refused(.http(422), message: #"{"detail":[{"loc":1}]}"#)
        ),
        (reply("502 Bad Gateway", "<html>\n  <b>Bad</b>\n"), .refused(.http(502), message: "<html> <b>Bad</b>")),
        (
            reply("302 Found", "", headers: "Location: http://127.0.0.1/\r\n"),
            .refused(.http(302), message: "it does not say why")
        ),
        (
            reply("503 Service Unavailable", #"{"error":"busy"}"#, headers: "Retry-After: 7\r\n"),
            .unavailable(message: "busy", retryAfter: .seconds(7))
        ),
        (
            reply("503 Service Unavailable", "", headers: "Retry-After: Fri, 31 Dec 1999 23:59:59 GMT\r\n"),
            .unavailable(message: "it does not say why", retryAfter: nil)
        ),
        (reply("200 OK", "[]"), .invalidAnswer(reason: "$: expected an object, found an array")),
    ])
    func `an answer that is none says what it is`(reply: String, error: ClientError) async throws {
        try await withScript(reply) { client, _ in
            let thrown = await clientError { _ = try await client.models() }
            if case .invalidAnswer? = thrown, case .invalidAnswer = error { return }
            #expect(thrown == error)
        }
    }

    @Test func `an answer that breaks off is told as such`() async throws {
        let begin = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"models\":"
        try await withScript(begin, hangsUp: true) { client, _ in
            let error = await clientError { _ = try await client.models() }
            guard case .disconnected? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `a deadline is kept while the answer comes, too`() async throws {
        let begin = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"models\":"
        for reply in [begin, nil] {
            try await withScript(reply) { client, _ in
                await #expect(throws: ClientError.deadlineExceeded(after: .milliseconds(60))) {
                    try await client.models(timeout: .milliseconds(60))
                }
            }
        }
    }

    // Our own server would spend a minute on it in a debug build.
    @Test func `a message of 32 MiB goes out, and another comes back`() async throws {
        let large = "\"" + String(repeating: "A", count: 32 << 20) + "\""
        try await withScript(Self.reply("200 OK", large)) { client, script in
            let body = Array(large.utf8)
            let answer = try await client.predict("a", body: body)
            #expect(answer.count == body.count)
            #expect(answer.last == UInt8(ascii: "\""))
            let request = try #require(script.received.first)
            #expect(request.hasSuffix("AAAA\""))
            #expect(request.utf8.count - request.prefix { $0 != "\"" }.utf8.count == body.count)
        }
    }

    @Test func `a ready of kserve 0_11 is one`() async throws {
        try await withScript(Self.reply("200 OK", #"{"name":"a","ready":"True"}"#)) { client, _ in
            let isReady = try await client.isReady("a")
            #expect(isReady)
        }
        try await withScript(Self.reply("200 OK", #"{"name":"a","ready":false}"#)) { client, _ in
            let isReady = try await client.isReady("a")
            #expect(!isReady)
        }
    }

    @Test func `several models, or none, leave open which is meant`() async throws {
        try await withScript(Self.reply("200 OK", #"{"models":["a","b"]}"#)) { client, _ in
            let error = await clientError { _ = try await client.predict(1, as: Int.self) }
            #expect(error == .ambiguous("the server has 2 models (a, b); name the one that is meant"))
        }
        try await withScript(Self.reply("200 OK", #"{"models":[]}"#)) { client, _ in
            let error = await clientError { _ = try await client.onlyModel() }
            #expect(error == .ambiguous("the server has no model; name the one that is meant"))
        }
    }

    @Test func `predictions must be as many as instances`() async throws {
        try await withScript(Self.reply("200 OK", #"{"predictions":[1]}"#)) { client, _ in
            let error = await clientError { _ = try await client.predict(each: [1, 2], model: "a", as: Int.self) }
            #expect(error == .invalidAnswer(reason: "there are 1 predictions for 2 instances"))
        }
    }

    @Test func `requests are what the protocols have, below the address's path`() async throws {
        var options = ClientOptions.patient
        options.headers = ["Authorization": "Bearer x", "Host": "digits.example.com"]
        try await withScript(Self.reply("200 OK", "{}"), path: "/team/", options: options) { client, script in
            let body = Array("{}".utf8)
            let answers = [
                try await client.predict("a/b", body: body), try await client.infer("a b", body: body),
                try await client.metadata("é"), try await client.serverMetadata(),
            ]
            #expect(answers == [body, body, body, body])
            let received = script.received
            #expect(
                received.map { $0.prefix { $0 != "\r\n" } } == [
                    "POST /team/v1/models/a%2Fb:predict HTTP/1.1", "POST /team/v2/models/a%20b/infer HTTP/1.1",
                    "GET /team/v2/models/%C3%A9 HTTP/1.1", "GET /team/v2 HTTP/1.1",
                ])
            for request in received {
                #expect(request.lowercased().contains("\r\nauthorization: bearer x\r\n"))
                #expect(request.lowercased().contains("\r\nhost: digits.example.com\r\n"))
            }
            #expect(received[0].lowercased().contains("\r\ncontent-type: application/json\r\n"))
        }
    }
}
