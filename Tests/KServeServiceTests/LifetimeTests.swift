import ChassisModel
import HTTPServer
import ModelHost
import NIOCore
import ServerTesting
import Testing

@testable import KServeService

/// How a server and its requests end.
@Suite(.timeLimit(.minutes(1)))
struct LifetimeTests {
    private static let predict =
        "POST /v1/models/waiting:predict HTTP/1.1\r\nHost: test\r\nContent-Length: 17\r\n\r\n{\"instances\":[1]}"

    @Test(arguments: [true, false])
    func `a client that leaves cancels its prediction`(halfway: Bool) async throws {
        let gate = Gate("leaving \(halfway)")
        try await withServer(host(of: Waiting.self, directory: gate.name)) { server in
            let client = try await server.connect()
            await client.send(Self.predict)
            for await _ in gate.arrivals { break }
            if halfway { await client.closeOutput() } else { await client.close() }
            for await _ in gate.cancellations { break }
        }
    }

    @Test func `health answers while every prediction waits`() async throws {
        let gate = Gate("health")
        try await withServer(host(of: Waiting.self, directory: gate.name)) { server in
            let waiting = try await server.connect()
            await waiting.send(Self.predict)
            for await _ in gate.arrivals { break }
            let probe = try await server.connect()
            await probe.send("GET /v2/health/ready HTTP/1.1\r\n\r\n")
            #expect(try await probe.response().body == #"{"ready":true}"#)
            gate.open()
            #expect(try await waiting.response().body == #"{"predictions":[true]}"#)
        }
    }

    @Test func `a server that will end sends its clients elsewhere, and answers who comes`() async throws {
        try await withServer(host(of: Echo.self)) { server in
            let kept = try await server.connect()
            await kept.send("GET / HTTP/1.1\r\n\r\n")
            #expect(try await kept.response().headers["connection"] == nil)
            server.host.beginDraining()
            await kept.send("GET / HTTP/1.1\r\n\r\n")
            #expect(try await kept.response().headers["connection"] == "close")
            #expect(await kept.readToEnd() == "")
            let late = try await server.connect()
            await late.send("GET / HTTP/1.1\r\n\r\n")
            #expect(try await late.response().status == 200)
        }
    }

    @Test func `a port that is taken is named`() async throws {
        let host = await host(of: Echo.self)
        try await withServer(host) { server in
            let second = KServeServer(
                host: host, settings: try settings(of: host) { $0.port = server.port }, logger: silent)
            await #expect(throws: ListenError.portInUse(server.port, setting: "HTTP_PORT")) {
                try await second.run { _ in }
            }
        }
    }

    @Test func `the announcement says where to send predictions`() async throws {
        try await withServer(host(of: Echo.self)) { server in
            #expect(server.announcement == "KServe v1 (HTTP) on [::]:\(server.port), POST /v1/models/echo:predict")
        }
    }

    @Test func `more requests than the model may have waiting are told to come back`() async throws {
        let gate = Gate("busy")
        var limits = HostLimits(metadata: Waiting.metadata)
        (limits.concurrency, limits.queueLength) = (1, 0)
        let host = await host(of: Waiting.self, directory: gate.name, limits: limits)
        try await withServer(host) { server in
            let first = try await server.connect()
            await first.send(Self.predict)
            for await _ in gate.arrivals { break }
            let second = try await server.connect()
            await second.send(Self.predict)
            let refusal = try await second.response()
            #expect(refusal.status == 503)
            #expect(refusal.headers["retry-after"] == "1")
            #expect(refusal.body == #"{"error":"0 requests are waiting for the model already; try again later"}"#)
            gate.open()
            #expect(try await first.response().status == 200)
            await second.send(Self.predict)
            #expect(try await second.response().status == 200)
        }
    }

    @Test func `a prediction that takes too long is answered with 504`() async throws {
        let gate = Gate("late")
        var limits = HostLimits(metadata: Waiting.metadata)
        limits.predictTimeout = .milliseconds(50)
        let host = await host(of: Waiting.self, directory: gate.name, limits: limits)
        try await withServer(host) { server in
            let client = try await server.connect()
            await client.send(Self.predict)
            let response = try await client.response()
            #expect(response.status == 504)
            #expect(response.body == #"{"error":"The prediction took longer than 0.05 seconds"}"#)
        }
        gate.open()
    }
}
