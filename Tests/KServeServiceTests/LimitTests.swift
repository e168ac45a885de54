import NIOCore
import Testing

@testable import KServeService

/// Clients that send too much, too slowly, or too often.
@Suite(.timeLimit(.minutes(1)))
struct LimitTests {
    @Test func `a body that is declared too large is refused before it is sent`() async throws {
        try await withServer(host(of: Echo.self), { $0.limits.bodyBytesMax = 1000 }) { server in
            let client = try await server.connect()
            await client.send("POST /v1/models/echo:predict HTTP/1.1\r\nContent-Length: 70000\r\n\r\n")
            let response = try await client.response()
            #expect(response.status == 413)
            #expect(
                response.body
                    == #"{"error":"The body is larger than 1000 bytes; send fewer instances, or raise HTTP_MAX_BODY_BYTES"}"#
            )
            #expect(response.headers["connection"] == "close")
        }
    }

    @Test func `a chunked body is refused when it grows too large, while the client still sends`() async throws {
        try await withServer(host(of: Echo.self), { $0.limits.bodyBytesMax = 1000 }) { server in
            let client = try await server.connect()
            let chunk = "1F4\r\n\(String(repeating: " ", count: 500))\r\n"
            await client.send("POST /v1/models/echo:predict HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in 0..<200 { await client.send(chunk) }
            #expect(try await client.response().status == 413)
        }
    }

    @Test func `a body of exactly the limit is taken`() async throws {
        try await withServer(host(of: Echo.self), { $0.limits.bodyBytesMax = 1000 }) { server in
            let client = try await server.connect()
            let body = #"{"instances":[1]}"#
            let fitting = body + String(repeating: " ", count: 1000 - body.utf8.count)
            await client.send(WireRequest.predict(fitting))
            #expect(try await client.response().status == 200)
            await client.send(WireRequest.predict(fitting + " "))
            #expect(try await client.response().status == 413)
        }
    }

    @Test func `a head that does not arrive in time is answered with 408`() async throws {
        try await withServer(host(of: Echo.self), { $0.limits.head = .milliseconds(20) }) { server in
            let client = try await server.connect()
            await client.send("GET / HT")
            let response = try await client.response()
            #expect(response.status == 408)
            #expect(response.body == #"{"error":"The request did not arrive in time"}"#)
            await client.closeOutput()
            #expect(await client.readToEnd() == "")
        }
    }

    @Test func `a body that stops arriving is answered with 408`() async throws {
        try await withServer(host(of: Echo.self), { $0.limits.body = .milliseconds(20) }) { server in
            let client = try await server.connect()
            await client.send("POST /v1/models/echo:predict HTTP/1.1\r\nContent-Length: 100\r\n\r\n{")
            #expect(try await client.response().status == 408)
        }
    }

    @Test func `a connection on which nothing happens is closed without a word`() async throws {
        try await withServer(host(of: Echo.self), { $0.limits.idle = .milliseconds(20) }) { server in
            let client = try await server.connect()
            #expect(await client.readToEnd() == "")
        }
    }

    @Test func `a connection is idle again after an answer`() async throws {
        try await withServer(host(of: Echo.self), { $0.limits.idle = .milliseconds(300) }) { server in
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
        try await withServer(host(of: Echo.self), { $0.limits.linger = .milliseconds(20) }) { server in
            let client = try await server.connect()
            await client.send("POST /nowhere HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n")
            #expect(try await client.response().status == 404)
            #expect(await client.readToEnd() == "")
        }
    }

    @Test func `more requests than the model may have waiting are told to come back`() async throws {
        let gate = Gate("busy")
        let host = await host(of: Waiting.self, directory: gate.name)
        let api = KServeAPI(host: host, modelName: "waiting", bodyBytesMax: 1000, callsMax: 1, logger: silent)
        let body = ByteBuffer(string: #"{"instances":[1]}"#)
        async let first = api.answer(.predict, body: body)
        for await _ in gate.arrivals { break }
        let second = await api.answer(.predict, body: body)
        #expect(second.status == .serviceUnavailable)
        #expect(second.headers == [.init(name: "Retry-After", value: "1")])
        gate.open()
        #expect(await first.status == .ok)
        #expect(await api.answer(.predict, body: body).status == .ok)
    }
}
