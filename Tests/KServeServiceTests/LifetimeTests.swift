import ChassisModel
import ModelHost
import NIOPosix
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

    @Test func `a drain answers what has begun, closes what is idle, and lets nobody in`() async throws {
        let gate = Gate("drain")
        try await withServer(host(of: Waiting.self, directory: gate.name)) { server in
            let waiting = try await server.connect()
            await waiting.send(Self.predict + "GET / HTTP/1.1\r\n\r\n")
            for await _ in gate.arrivals { break }
            let arriving = try await server.connect()
            await arriving.send(
                "POST /v1/models/waiting:predict HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 17\r\n\r\n")
            // Only now is it sure that the server has read the head: without that the connection is an idle one.
            #expect(try await arriving.read(through: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            let idle = try await server.connect()
            await idle.send("GET / HTTP/1.1\r\n\r\n")
            #expect(try await idle.response().headers["connection"] == nil)

            server.server.beginGracefulShutdown()
            server.server.beginGracefulShutdown()
            #expect(await idle.readToEnd() == "")
            await #expect(throws: (any Error).self) { try await server.connect() }
            await arriving.send("{\"instances\":[1]}")
            gate.open()
            #expect(try await arriving.response().headers["connection"] == "close")
            let response = try await waiting.response()
            #expect(response.body == #"{"predictions":[true]}"#)
            #expect(response.headers["connection"] == "close")
            #expect(await waiting.readToEnd() == "")
        }
    }

    @Test func `a server that was stopped before it listened never does`() async throws {
        let host = await host(of: Echo.self)
        let server = try KServeServer(
            host: host, environment: RuntimeEnvironment(variables: ["HTTP_PORT": "0"]), logger: silent)
        server.beginGracefulShutdown()
        try await server.run { Issue.record("it listens: \($0)") }
    }

    @Test func `a server that is stopped while it announces itself ends`() async throws {
        let host = await host(of: Echo.self)
        let server = try KServeServer(
            host: host, environment: RuntimeEnvironment(variables: ["HTTP_PORT": "0"]), logger: silent)
        try await server.run { _ in server.beginGracefulShutdown() }
    }

    @Test func `cancelling a server drops what it is answering`() async throws {
        let gate = Gate("cancelled")
        let host = await host(of: Waiting.self, directory: gate.name)
        await #expect(throws: Gone.self) {
            try await withServer(host) { server in
                let client = try await server.connect()
                await client.send(Self.predict)
                for await _ in gate.arrivals { break }
                throw Gone()  // the server's task is cancelled for it
            }
        }
        for await _ in gate.cancellations { break }
    }

    private struct Gone: Error {}

    @Test func `a port that is taken is named`() async throws {
        let host = await host(of: Echo.self)
        try await withServer(host) { server in
            let second = KServeServer(
                host: host, settings: try settings(of: host) { $0.port = server.port }, logger: silent)
            await #expect(throws: ListenError.portInUse(server.port)) { try await second.run { _ in } }
        }
    }

    @Test func `errors of listening say what to do`() {
        #expect(
            ListenError.portInUse(80).description
                == "port 80 is in use; stop the other process or set HTTP_PORT to another port")
        #expect(
            ListenError.portNotPermitted(80).description
                == "port 80 needs a privilege; set HTTP_PORT to a port from 1024")
    }
}
