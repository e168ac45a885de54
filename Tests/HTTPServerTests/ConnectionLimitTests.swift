import ServerConnections
import ServerTesting
import Testing

@testable import HTTPServer

/// More clients than connections.
@Suite(.timeLimit(.minutes(1)))
struct ConnectionLimitTests {
    @Test func `when every connection is busy a new one is told to come back`() async throws {
        let gate = Gate("connections")
        let service = TestService(gate: gate)
        try await withServer({ $0.connectionsMax = 2 }, service: service) { server in
            let clients = [try await server.connect(), try await server.connect()]
            for client in clients {
                await client.send("POST /wait HTTP/1.1\r\nContent-Length: 1\r\n\r\nx")
            }
            var arrivals = 0
            for await _ in gate.arrivals {
                arrivals += 1
                if arrivals == 2 { break }
            }
            let refused = try await server.connect()
            await refused.send(WireRequest.alive)
            let response = try await refused.response()
            #expect(response.status == 503)
            #expect(response.headers["connection"] == "close")
            #expect(response.body == "The server has as many connections as it may have; try again later")
            #expect(await refused.readToEnd() == "")
            gate.open()
            for client in clients { #expect(try await client.response().body == "x") }
        }
    }

    @Test func `the connection that is idle for longest makes room`() async throws {
        let gate = Gate("room")
        try await withServer({ $0.connectionsMax = 2 }, service: TestService(gate: gate)) { server in
            let busy = try await server.connect()
            await busy.send("POST /wait HTTP/1.1\r\nContent-Length: 1\r\n\r\nx")
            for await _ in gate.arrivals { break }
            let idle = try await server.connect()
            await idle.send(WireRequest.alive)
            #expect(try await idle.response().status == 200)

            let new = try await server.connect()
            await new.send(WireRequest.alive)
            #expect(try await new.response().status == 200)
            #expect(await idle.readToEnd() == "")
            gate.open()
            #expect(try await busy.response().body == "x")
        }
    }

    @Test func `clients that connect and say nothing shut nobody out`() async throws {
        try await withServer({ $0.connectionsMax = 3 }) { server in
            var silent: [WireClient] = []
            for _ in 0..<20 { silent.append(try await server.connect()) }
            let client = try await server.connect()
            await client.send(WireRequest.alive)
            #expect(try await client.response().status == 200)
        }
    }

    @Test func `a thousand connections at once are all answered`() async throws {
        let count = min(1000, (DescriptorLimit.raise() - DescriptorLimit.reserved) / 2 - 50)
        try await withServer { server in
            try await withThrowingTaskGroup(of: WireClient.Response.self) { group in
                for index in 0..<count {
                    group.addTask {
                        let client = try await server.connect()
                        await client.send(WireRequest.echo("first \(index)"))
                        #expect(try await client.response().body == "first \(index)")
                        await client.send(WireRequest.alive)
                        return try await client.response()
                    }
                }
                for try await response in group { #expect(response.status == 200) }
            }
        }
    }
}
