import ServerTesting
import Testing

@testable import HTTPServer

/// What HTTP allows a client to do.
@Suite(.timeLimit(.minutes(1)))
struct WireTests {
    @Test func `pipelined requests are answered in their order`() async throws {
        try await withServer { server in
            let client = try await server.connect()
            let requests = (0..<50).map { WireRequest.echo("{\"instances\":[\($0)]}") + WireRequest.alive }
            await client.send(requests.joined())
            for index in 0..<50 {
                #expect(try await client.response().body == "{\"instances\":[\(index)]}")
                #expect(try await client.response().body == #"{"status":"alive"}"#)
            }
        }
    }

    @Test func `thousands of pipelined requests need no deep stack`() async throws {
        try await withServer { server in
            let client = try await server.connect()
            await client.send(
                WireRequest.echo(#"{"instances":[1]}"#) + String(repeating: "GET / HTTP/1.1\r\n\r\n", count: 5000))
            #expect(try await client.response().body == #"{"instances":[1]}"#)
            for _ in 0..<5000 { #expect(try await client.response().status == 200) }
        }
    }

    @Test func `a request may arrive byte by byte`() async throws {
        try await withServer { server in
            let client = try await server.connect()
            for character in WireRequest.echo(#"{"instances":["é"]}"#) { await client.send(String(character)) }
            #expect(try await client.response().body == #"{"instances":["é"]}"#)
        }
    }

    @Test func `a chunked body with trailers is put together`() async throws {
        try await withServer { server in
            let client = try await server.connect()
            await client.send(
                "POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "5\r\n{\"ins\r\n1;x=y\r\nt\r\nB\r\nances\":[1]}\r\n0\r\nDigest: x\r\n\r\n" + WireRequest.alive)
            #expect(try await client.response().body == #"{"instances":[1]}"#)
            #expect(try await client.response().status == 200)
        }
    }

    @Test func `a client that waits to send its body is told to go on`() async throws {
        try await withServer { server in
            let client = try await server.connect()
            let body = #"{"instances":[1]}"#
            await client.send(
                "POST /echo HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
            )
            #expect(try await client.read(through: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            await client.send(body)
            #expect(try await client.response().body == #"{"instances":[1]}"#)
        }
    }

    @Test func `a client that waits to send a body nobody wants is told so instead`() async throws {
        try await withServer { server in
            let client = try await server.connect()
            await client.send(
                "POST /nowhere HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n")
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
        try await withServer { server in
            let client = try await server.connect()
            await client.send(request)
            let response = try await client.response()
            #expect(response.headers["connection"] == connection)
            #expect(await client.readToEnd() == "")
        }
    }

    @Test func `a prediction that asks for an upgrade is answered over HTTP 1`() async throws {
        try await withServer { server in
            let client = try await server.connect()
            await client.send(
                WireRequest.echo(#"{"instances":[1]}"#, headers: "Connection: Upgrade\r\nUpgrade: h2c\r\n"))
            #expect(try await client.response().body == #"{"instances":[1]}"#)
            #expect(await client.readToEnd() == "")
        }
    }

    @Test func `an HTTP 1,0 client that asks for it keeps its connection`() async throws {
        try await withServer { server in
            let client = try await server.connect()
            for _ in 0..<2 {
                await client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                #expect(try await client.response().headers["connection"] == "keep-alive")
            }
        }
    }

    @Test func `an answer has a date`() async throws {
        try await withServer { server in
            let client = try await server.connect()
            await client.send(WireRequest.alive)
            let date = try #require(try await client.response().headers["date"])
            #expect(date.hasSuffix(" GMT") && date.utf8.count == 29)
        }
    }

    @Test(arguments: ["127.0.0.1", "::1"])
    func `both IP families are served`(address: String) async throws {
        try await withServer { server in
            let client = try await server.connect(address)
            await client.send(WireRequest.alive)
            #expect(try await client.response().status == 200)
            #expect(server.address == "[::]:\(server.port)")
        }
    }

    @Test func `megabytes go in and out unchanged`() async throws {
        try await withServer { server in
            let client = try await server.connect()
            let body = String(repeating: "abcdefgh", count: 1 << 19)
            await client.send(WireRequest.echo(body))
            let response = try await client.response()
            #expect(response.body == body)
            #expect(response.headers["content-type"] == "text/x-echo")
        }
    }

    @Test func `an answer without content has no body and no type`() async throws {
        try await withServer { server in
            let client = try await server.connect()
            await client.send("GET /nothing HTTP/1.1\r\n\r\n" + WireRequest.alive)
            let response = try await client.response()
            #expect(response.status == 204)
            #expect(response.headers["content-type"] == nil)
            #expect(response.headers["content-length"] == nil)
            #expect(try await client.response().status == 200)
        }
    }

    @Test func `a hundred clients at once are all answered`() async throws {
        try await withServer { server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<100 {
                    group.addTask {
                        let client = try await server.connect()
                        for round in 0..<5 {
                            await client.send(WireRequest.echo("{\"instances\":[\(index),\(round)]}"))
                            #expect(try await client.response().body == "{\"instances\":[\(index),\(round)]}")
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test(arguments: ["gzip", "x-gzip", "identity, GZIP"])
    func `a body in gzip is inflated, in one piece or in chunks`(encoding: String) async throws {
        try await withServer { server in
            let client = try await server.connect()
            let body = Gzip.compressed(Array("{\"instances\":[1]}".utf8))
            await client.send(
                "POST /echo HTTP/1.1\r\nContent-Encoding: \(encoding)\r\nContent-Length: \(body.count)\r\n\r\n")
            await client.send(body)
            #expect(try await client.response().body == "{\"instances\":[1]}")
            await client.send(
                "POST /echo HTTP/1.1\r\nContent-Encoding: \(encoding)\r\nTransfer-Encoding: chunked\r\n\r\n")
            for byte in body {
                await client.send("1\r\n")
                await client.send([byte])
                await client.send("\r\n")
            }
            await client.send("0\r\n\r\n")
            #expect(try await client.response().body == "{\"instances\":[1]}")
        }
    }

    @Test(arguments: ["deflate", "br", "gzip, gzip", "zstd"])
    func `an encoding that is not understood is refused, and its connection kept`(encoding: String) async throws {
        try await withServer { server in
            let client = try await server.connect()
            await client.send(
                WireRequest.echo("body", headers: "Content-Encoding: \(encoding)\r\n") + WireRequest.alive)
            let response = try await client.response()
            #expect(response.status == 415)
            #expect(
                response.body
                    == "A body with Content-Encoding \(encoding) is not supported; send it uncompressed, or with gzip")
            #expect(try await client.response().status == 200)
        }
    }

    @Test func `a body that says it is gzip and is not is refused`() async throws {
        try await withServer { server in
            let client = try await server.connect()
            await client.send(WireRequest.echo("{}", headers: "Content-Encoding: gzip\r\n"))
            #expect(try await client.response().status == 400)
        }
    }

    @Test func `a client that ends its side after a request that needs no call is answered`() async throws {
        try await withServer { server in
            let client = try await server.connect()
            await client.send(WireRequest.alive)
            await client.closeOutput()
            #expect(try await client.response().status == 200)
            #expect(await client.readToEnd() == "")
        }
    }
}
