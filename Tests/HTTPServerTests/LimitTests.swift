import ServerTesting
import Testing

@testable import HTTPServer

/// Clients that send too much, too slowly, or too often.
@Suite(.timeLimit(.minutes(1)))
struct LimitTests {
    @Test func `a body that is declared too large is refused before it is sent`() async throws {
        try await withServer({ $0.bodyBytesMax = 1000 }) { server in
            let client = try await server.connect()
            await client.send("POST /echo HTTP/1.1\r\nContent-Length: 70000\r\n\r\n")
            let response = try await client.response()
            #expect(response.status == 413)
            #expect(response.body == "The body is larger than 1000 bytes")
            #expect(response.headers["connection"] == "close")
        }
    }

    @Test func `a chunked body is refused when it grows too large, while the client still sends`() async throws {
        try await withServer({ $0.bodyBytesMax = 1000 }) { server in
            let client = try await server.connect()
            let chunk = "1F4\r\n\(String(repeating: " ", count: 500))\r\n"
            await client.send("POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in 0..<200 { await client.send(chunk) }
            #expect(try await client.response().status == 413)
        }
    }

    @Test func `a body of exactly the limit is taken`() async throws {
        try await withServer({ $0.bodyBytesMax = 1000 }) { server in
            let client = try await server.connect()
            let body = #"{"instances":[1]}"#
            let fitting = body + String(repeating: " ", count: 1000 - body.utf8.count)
            await client.send(WireRequest.echo(fitting))
            #expect(try await client.response().status == 200)
            await client.send(WireRequest.echo(fitting + " "))
            #expect(try await client.response().status == 413)
        }
    }

    @Test func `a head that does not arrive in time is answered with 408`() async throws {
        try await withServer({ $0.head = .milliseconds(20) }) { server in
            let client = try await server.connect()
            await client.send("GET / HT")
            let response = try await client.response()
            #expect(response.status == 408)
            #expect(response.body == "The request did not arrive in time")
            await client.closeOutput()
            #expect(await client.readToEnd() == "")
        }
    }

    @Test func `a body that stops arriving is answered with 408`() async throws {
        try await withServer({ $0.body = .milliseconds(20) }) { server in
            let client = try await server.connect()
            await client.send("POST /echo HTTP/1.1\r\nContent-Length: 100\r\n\r\n{")
            #expect(try await client.response().status == 408)
        }
    }

    @Test func `a connection on which nothing happens is closed without a word`() async throws {
        try await withServer({ $0.idle = .milliseconds(20) }) { server in
            let client = try await server.connect()
            #expect(await client.readToEnd() == "")
        }
    }

    @Test func `a connection is idle again after an answer`() async throws {
        try await withServer({ $0.idle = .milliseconds(300) }) { server in
            // On a busy machine a connection may be closed before its request comes; then another is tried.
            for _ in 1...50 {
                let client = try await server.connect()
                await client.send(WireRequest.alive)
                guard let response = try? await client.response() else { continue }
                #expect(response.status == 200)
                #expect(await client.readToEnd() == "")
                return
            }
            Issue.record("no connection lived long enough for a request")
        }
    }

    @Test func `a client that goes on sending after an early answer is cut off in the end`() async throws {
        try await withServer({ $0.linger = .milliseconds(20) }) { server in
            let client = try await server.connect()
            await client.send("POST /nowhere HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n")
            #expect(try await client.response().status == 404)
            #expect(await client.readToEnd() == "")
        }
    }

    @Test func `a head that comes byte by byte is given up at its deadline, however lively it is`() async throws {
        try await withServer({ $0.head = .milliseconds(100) }) { server in
            let client = try await server.connect()
            await client.send("GET / HTTP/1.1\r\nX: ")
            let end = ContinuousClock.now + .milliseconds(200)
            while ContinuousClock.now < end {
                await client.send("x")
                try await Task.sleep(for: .milliseconds(1))
            }
            #expect(try await client.response().status == 408)
        }
    }

    @Test func `a client that does not take its answer is cut off`() async throws {
        let service = TestService()
        try await withServer({ $0.send = .milliseconds(50) }, service: service) { server in
            let client = try await WireClient.connect(to: "127.0.0.1", port: server.port, reads: false)
            await client.send(WireRequest.echo(String(repeating: "x", count: 16 << 20)))
            let record = try #require(await service.records.ended.first { _ in true })
            #expect(record.responseBytes == 16 << 20)
        }
    }

    @Test func `a bomb in gzip is refused, and its connection kept`() async throws {
        try await withServer({ $0.bodyBytesMax = 1 << 20 }) { server in
            let client = try await server.connect()
            let bomb = Gzip.compressed([UInt8](repeating: 0, count: 64 << 20))
            await client.send("POST /echo HTTP/1.1\r\nContent-Encoding: gzip\r\nContent-Length: \(bomb.count)\r\n\r\n")
            await client.send(bomb)
            let response = try await client.response()
            #expect(response.status == 413)
            #expect(response.body == "The body is larger than 1048576 bytes")
            await client.send(WireRequest.alive)
            #expect(try await client.response().status == 200)
        }
    }
}
