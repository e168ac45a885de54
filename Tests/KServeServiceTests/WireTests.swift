import Testing

@testable import KServeService

/// What HTTP allows a client to do.
@Suite(.timeLimit(.minutes(1)))
struct WireTests {
    @Test func `pipelined requests are answered in their order`() async throws {
        try await withServer(host(of: Echo.self)) { server in
            let client = try await server.connect()
            let requests = (0..<50).map { WireRequest.predict("{\"instances\":[\($0)]}") + WireRequest.alive }
            await client.send(requests.joined())
            for index in 0..<50 {
                #expect(try await client.response().body == "{\"predictions\":[\(index)]}")
                #expect(try await client.response().body == #"{"status":"alive"}"#)
            }
        }
    }

    @Test func `thousands of pipelined requests need no deep stack`() async throws {
        try await withServer(host(of: Echo.self)) { server in
            let client = try await server.connect()
            await client.send(
                WireRequest.predict(#"{"instances":[1]}"#) + String(repeating: "GET / HTTP/1.1\r\n\r\n", count: 5000))
            #expect(try await client.response().body == #"{"predictions":[1]}"#)
            for _ in 0..<5000 { #expect(try await client.response().status == 200) }
        }
    }

    @Test func `a request may arrive byte by byte`() async throws {
        try await withServer(host(of: Echo.self)) { server in
            let client = try await server.connect()
            for character in WireRequest.predict(#"{"instances":["é"]}"#) { await client.send(String(character)) }
            #expect(try await client.response().body == #"{"predictions":["é"]}"#)
        }
    }

    @Test func `a chunked body with trailers is put together`() async throws {
        try await withServer(host(of: Echo.self)) { server in
            let client = try await server.connect()
            await client.send(
                "POST /v1/models/echo:predict HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "5\r\n{\"ins\r\n1;x=y\r\nt\r\nB\r\nances\":[1]}\r\n0\r\nDigest: x\r\n\r\n" + WireRequest.alive)
            #expect(try await client.response().body == #"{"predictions":[1]}"#)
            #expect(try await client.response().status == 200)
        }
    }

    @Test func `a client that waits to send its body is told to go on`() async throws {
        try await withServer(host(of: Echo.self)) { server in
            let client = try await server.connect()
            let body = #"{"instances":[1]}"#
            await client.send(
                "POST /v1/models/echo:predict HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
            )
            #expect(try await client.read(through: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            await client.send(body)
            #expect(try await client.response().body == #"{"predictions":[1]}"#)
        }
    }

    @Test func `a client that waits to send a body nobody wants is told so instead`() async throws {
        try await withServer(host(of: Echo.self)) { server in
            let client = try await server.connect()
            await client.send(
                "POST /v1/models/nope:predict HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n")
            let response = try await client.response()
            #expect(response.status == 404)
            #expect(response.headers["connection"] == "close")
        }
    }

    @Test(arguments: [
        ("GET / HTTP/1.0\r\n\r\n", "close"), ("GET / HTTP/1.1\r\nConnection: close\r\n\r\n", "close"),
        (
            "GET / HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMA\r\n\r\n",
            "close"
        ),
        ("CONNECT example.org:443 HTTP/1.1\r\n\r\n", "close"),
    ])
    func `a connection that cannot be used again is closed after the answer`(request: String, connection: String)
        async throws
    {
        try await withServer(host(of: Echo.self)) { server in
            let client = try await server.connect()
            await client.send(request)
            let response = try await client.response()
            #expect(response.headers["connection"] == connection)
            #expect(await client.readToEnd() == "")
        }
    }

    @Test func `a prediction that asks for an upgrade is answered over HTTP 1`() async throws {
        try await withServer(host(of: Echo.self)) { server in
            let client = try await server.connect()
            await client.send(
                WireRequest.predict(#"{"instances":[1]}"#, headers: "Connection: Upgrade\r\nUpgrade: h2c\r\n"))
            #expect(try await client.response().body == #"{"predictions":[1]}"#)
            #expect(await client.readToEnd() == "")
        }
    }

    @Test func `an HTTP 1,0 client that asks for it keeps its connection`() async throws {
        try await withServer(host(of: Echo.self)) { server in
            let client = try await server.connect()
            for _ in 0..<2 {
                await client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                #expect(try await client.response().headers["connection"] == "keep-alive")
            }
        }
    }

    @Test func `an answer has a date`() async throws {
        try await withServer(host(of: Echo.self)) { server in
            let client = try await server.connect()
            await client.send(WireRequest.alive)
            let date = try #require(try await client.response().headers["date"])
            #expect(date.hasSuffix(" GMT") && date.utf8.count == 29)
        }
    }

    @Test(arguments: ["127.0.0.1", "::1"])
    func `both IP families are served`(address: String) async throws {
        try await withServer(host(of: Echo.self)) { server in
            let client = try await server.connect(address)
            await client.send(WireRequest.alive)
            #expect(try await client.response().status == 200)
            #expect(server.announcement == "KServe v1 (HTTP) on [::]:\(server.port), POST /v1/models/echo:predict")
        }
    }

    @Test func `megabytes go in and out unchanged`() async throws {
        try await withServer(host(of: Mirror.self)) { server in
            let client = try await server.connect()
            let body = "{\"instances\":[\"\(String(repeating: "AAAA", count: 75_000))\"]}"
            await client.send(
                "POST /v1/models/mirror:predict HTTP/1.1\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            let response = try await client.response()
            #expect(response.body == "{\"predictions\":[{\"b64\":\"\(String(repeating: "AAAA", count: 75_000))\"}]}")
        }
    }

    @Test func `a hundred clients at once are all answered`() async throws {
        try await withServer(host(of: Echo.self)) { server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<100 {
                    group.addTask {
                        let client = try await server.connect()
                        for round in 0..<5 {
                            await client.send(WireRequest.predict("{\"instances\":[\(index),\(round)]}"))
                            #expect(try await client.response().body == "{\"predictions\":[\(index),\(round)]}")
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
