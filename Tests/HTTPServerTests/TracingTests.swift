import NIOCore
import ServerTesting
import Testing

@testable import HTTPServer

/// How a request is told apart, in its answer and in the record of it.
@Suite(.timeLimit(.minutes(1)))
struct TracingTests {
    private static let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test func `the id and the trace of a client come back`() async throws {
        let service = TestService()
        try await withServer(service: service) { server in
            let client = try await server.connect()
            await client.send(
                "GET / HTTP/1.1\r\nX-Request-Id: mine\r\nTraceparent: \(Self.trace)\r\nTracestate: a=1\r\n\r\n")
            let response = try await client.response()
            #expect(response.headers["x-request-id"] == "mine")
            #expect(response.headers["traceparent"] == Self.trace)
            let record = try #require(await service.records.ended.first { _ in true })
            #expect(record.id == .given("mine"))
            #expect(record.trace == TraceContext(parent: Self.trace, state: "a=1"))
            #expect(record.head?.uri == "/")
            #expect(record.status == .ok)
            #expect(record.responseBytes == 18)
        }
    }

    @Test func `a client without an id is given one, another for each request`() async throws {
        try await withServer { server in
            let client = try await server.connect()
            await client.send(
                WireRequest.alive + "GET / HTTP/1.1\r\nTraceparent: nonsense\r\nX-Request-Id: a b\r\n\r\nX")
            var ids: Set<String> = []
            for _ in 1...2 {
                let response = try await client.response()
                ids.insert(try #require(response.headers["x-request-id"]))
                #expect(response.headers["traceparent"] == nil)
            }
            #expect(ids.count == 2)
            #expect(ids.allSatisfy { $0.utf8.count == 32 })
        }
    }

    @Test func `what was no request has an id and a record too`() async throws {
        let service = TestService()
        try await withServer(service: service) { server in
            let client = try await server.connect()
            await client.send("GARBAGE\r\n\r\n")
            let id = try #require(try await client.response().headers["x-request-id"])
            let record = try #require(await service.records.ended.first { _ in true })
            #expect(record.id.description == id)
            #expect(record.head == nil)
            #expect(record.status == .badRequest)
        }
    }

    @Test func `a client that leaves early leaves a record without a status`() async throws {
        let gate = Gate("record")
        let service = TestService(gate: gate)
        try await withServer(service: service) { server in
            let client = try await server.connect()
            await client.send("POST /wait HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc")
            for await _ in gate.arrivals { break }
            await client.close()
            let record = try #require(await service.records.ended.first { _ in true })
            #expect(record.status == nil)
            #expect(record.requestBytes == 3)
        }
    }

    @Test(arguments: [
        WireRequest.alive, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n",
        WireRequest.echo("body", headers: "Connection: close\r\n"), "GARBAGE\r\n\r\n",
        "POST /nowhere HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n",
        "POST /nowhere HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n",
    ])
    func `every exchange is recorded once, however its connection ends`(request: String) async throws {
        let service = TestService()
        try await withServer(service: service) { server in
            let client = try await server.connect()
            await client.send(request)
            _ = try await client.response()
            await client.close()
            // Sees to it that the server has heard of the end before it is stopped.
            let other = try await server.connect()
            await other.send("GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
            _ = await other.readToEnd()
        }
        service.records.finish()
        var count = 0
        for await _ in service.records.ended { count += 1 }
        #expect(count == 2)
    }
}
