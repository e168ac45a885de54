import ServerTesting
import Testing

@testable import HTTPServer

/// What arrives on a connection and is no request.
@Suite(.timeLimit(.minutes(1)))
struct MalformedRequestTests {
    @Test(arguments: [
        "GARBAGE\r\n\r\n", "GET\r\n\r\n", "GET / FTP/1.1\r\n\r\n", "GET / HTTP/2.0\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "\u{16}\u{3}\u{1}\u{0}\u{5} TLS\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\nx", "POST / HTTP/1.1\r\nContent-Length: 1, 1\r\n\r\nx",
        "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxy",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxx\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked, gzip\r\n\r\n", "GET / HTTP/1.1\r\nA : b\r\n\r\n",
        "GET / HTTP/1.1\r\nA: b\u{0}c\r\n\r\n", "GET / HTTP/1.1\rA: b\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ])
    func `what is not HTTP is answered with 400 and a closed connection`(bytes: String) async throws {
        try await withServer { server in
            let client = try await server.connect()
            await client.send(bytes)
            let response = try await client.response()
            #expect(response.status == 400)
            #expect(response.body == "Malformed HTTP request")
            #expect(response.headers["connection"] == "close")
            #expect(await client.readToEnd() == "")
        }
    }

    enum LargeHead: String, CaseIterable {
        case header, target, headers, headerCount

        var bytes: String {
            let long = String(repeating: "x", count: 70_000)
            return switch self {
            case .header: "GET / HTTP/1.1\r\nX: \(long)\r\n\r\n"
            case .target: "GET /\(long) HTTP/1.1\r\n\r\n"
            case .headers: "GET / HTTP/1.1\r\n\(String(repeating: "X: \(long.prefix(1000))\r\n", count: 70))\r\n"
            case .headerCount: "GET / HTTP/1.1\r\n\(String(repeating: "X: x\r\n", count: 200))\r\n"
            }
        }
    }

    @Test(arguments: LargeHead.allCases)
    func `a head beyond the limit is answered with 431 and a closed connection`(head: LargeHead) async throws {
        try await withServer { server in
            let client = try await server.connect()
            await client.send(head.bytes)
            let response = try await client.response()
            #expect(response.status == 431)
            #expect(response.body == "The request line and headers are larger than 65536 bytes")
            #expect(await client.readToEnd() == "")
        }
    }

    @Test func `requests before a malformed one are answered`() async throws {
        try await withServer { server in
            let client = try await server.connect()
            await client.send(WireRequest.echo(#"{"instances":[1]}"#) + "GARBAGE\r\n\r\n")
            #expect(try await client.response().body == #"{"instances":[1]}"#)
            #expect(try await client.response().status == 400)
            #expect(await client.readToEnd() == "")
        }
    }

    @Test func `a client that leaves in the middle of a body harms nobody`() async throws {
        try await withServer { server in
            let client = try await server.connect()
            await client.send("POST /echo HTTP/1.1\r\nContent-Length: 100\r\n\r\n{\"inst")
            await client.closeOutput()
            #expect(await client.readToEnd() == "")
            let other = try await server.connect()
            await other.send(WireRequest.echo(#"{"instances":[1]}"#))
            #expect(try await other.response().status == 200)
        }
    }
}
