import ServerTesting
import Testing

@testable import HTTPServer

/// How a server and its requests end.
@Suite(.timeLimit(.minutes(1)))
struct LifetimeTests {
    private static let wait =
        "POST /wait HTTP/1.1\r\nHost: test\r\nContent-Length: 17\r\n\r\n{\"instances\":[1]}"

    @Test(arguments: [true, false])
    func `a client that leaves cancels its call`(halfway: Bool) async throws {
        let gate = Gate("leaving \(halfway)")
        try await withServer(service: TestService(gate: gate)) { server in
            let client = try await server.connect()
            await client.send(Self.wait)
            for await _ in gate.arrivals { break }
            if halfway { await client.closeOutput() } else { await client.close() }
            for await _ in gate.cancellations { break }
        }
    }

    @Test func `what needs no call is answered while every call waits`() async throws {
        let gate = Gate("health")
        try await withServer(service: TestService(gate: gate)) { server in
            let waiting = try await server.connect()
            await waiting.send(Self.wait)
            for await _ in gate.arrivals { break }
            let probe = try await server.connect()
            await probe.send(WireRequest.alive)
            #expect(try await probe.response().body == #"{"status":"alive"}"#)
            gate.open()
            #expect(try await waiting.response().body == #"{"instances":[1]}"#)
        }
    }

    @Test func `a drain answers what has begun, closes what is idle, and lets nobody in`() async throws {
        let gate = Gate("drain")
        try await withServer(service: TestService(gate: gate)) { server in
            let waiting = try await server.connect()
            await waiting.send(Self.wait + "GET / HTTP/1.1\r\n\r\n")
            for await _ in gate.arrivals { break }
            let arriving = try await server.connect()
            await arriving.send(
                "POST /wait HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 17\r\n\r\n")
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
            #expect(response.body == #"{"instances":[1]}"#)
            #expect(response.headers["connection"] == "close")
            #expect(await waiting.readToEnd() == "")
        }
    }

    @Test func `a server that was stopped before it listened never does`() async throws {
        let server = HTTPServer(service: TestService(), port: 0, portSetting: "TEST_PORT")
        server.beginGracefulShutdown()
        try await server.run { Issue.record("it listens: \($0)") }
    }

    @Test func `a server that is stopped while it announces itself ends`() async throws {
        let server = HTTPServer(service: TestService(), port: 0, portSetting: "TEST_PORT")
        try await server.run { _ in server.beginGracefulShutdown() }
    }

    @Test func `cancelling a server drops what it is answering`() async throws {
        let gate = Gate("cancelled")
        await #expect(throws: Gone.self) {
            try await withServer(service: TestService(gate: gate)) { server in
                let client = try await server.connect()
                await client.send(Self.wait)
                for await _ in gate.arrivals { break }
                throw Gone()  // the server's task is cancelled for it
            }
        }
        for await _ in gate.cancellations { break }
    }

    private struct Gone: Error {}

    @Test func `a port that is taken is named`() async throws {
        try await withServer { server in
            let second = HTTPServer(service: TestService(), port: server.port, portSetting: "TEST_PORT")
            await #expect(throws: ListenError.portInUse(server.port, setting: "TEST_PORT")) {
                try await second.run { _ in }
            }
        }
    }

    @Test func `errors of listening say what to do`() {
        #expect(
            ListenError.portInUse(80, setting: "HTTP_PORT").description
                == "port 80 is in use; stop the other process or set HTTP_PORT to another port")
        #expect(
            ListenError.portNotPermitted(80, setting: "HTTP_PORT").description
                == "port 80 needs a privilege; set HTTP_PORT to a port from 1024")
    }
}
