import NIOCore
import Testing

@testable import RPCClient

@Suite(.timeLimit(.minutes(3))) struct ConnectionTests {
    @Test func `after a GOAWAY what runs is answered, and what comes goes to a new connection`() async throws {
        let calls = WaitingCalls()
        try await withScript({ call in
            if call.path == "/wait" {
                call.goAway(last: 1)
                calls.add(call)
            } else {
                call.answer(Array("connection \(call.connectionNumber)".utf8))
            }
        }) { client, _ in
            async let waiting = client.call("/wait", "")
            let call = await calls.first(1)[0]
            // The GOAWAY is on its way and may be overtaken: then the call is refused there, and sent again.
            let isAnswered = try await eventually("connection 2") { try await client.call("/x", "") }
            #expect(isAnswered)
            call.answer(Array("done".utf8))
            #expect(try await waiting == "done")
        }
    }

    @Test func `calls above the last of a GOAWAY are sent again on a new connection`() async throws {
        let calls = WaitingCalls()
        try await withScript({ call in
            if call.connectionNumber == 1 { return calls.add(call) }
            call.answer(Array("second connection".utf8))
        }) { client, server in
            async let first = client.call("/first", "")
            let firstCall = await calls.first(1)[0]
            async let others = withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<20 { group.addTask { try await client.call("/other", "") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            _ = await calls.first(21)
            firstCall.goAway(last: 1)
            let answers = try await others
            #expect(answers == Array(repeating: "second connection", count: 20))
            firstCall.answer(Array("first connection".utf8))
            #expect(try await first == "first connection")
            #expect(server.connectionCount == 2)
        }
    }

    @Test func `calls that wait for their turn when the GOAWAY comes go to a new connection`() async throws {
        let calls = WaitingCalls()
        try await withScript(
            callsPerConnection: 5,
            { call in
                if call.connectionNumber == 1 { return calls.add(call) }
                call.answer(Array("second connection".utf8))
            }
        ) { client, server in
            async let answers = withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<50 { group.addTask { try await client.call("/x", "") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let taken = await calls.first(5)
            taken[0].goAway(last: 9)
            for call in taken { call.answer(Array("first connection".utf8)) }
            let all = try await answers
            #expect(all.count { $0 == "first connection" } == 5)
            #expect(all.count { $0 == "second connection" } == 45)
            #expect(server.connectionCount == 2)
        }
    }

    @Test func `a closed client says so`() async throws {
        try await withScript({ $0.answer($0.message) }) { client, _ in
            let answer = try await client.call("/x", "a")
            #expect(answer == "a")
            await client.close()
            await client.close()
            await #expect(throws: RPCClientError.closed) { try await client.call("/x", "a") }
        }
    }

    @Test func `closing ends the calls that run`() async throws {
        let calls = WaitingCalls()
        try await withScript({ calls.add($0) }) { client, _ in
            let task = Task { try await client.call("/x", "") }
            _ = await calls.first(1)
            await client.close()
            let error = await #expect(throws: RPCClientError.self) { try await task.value }
            guard case .disconnected? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `closing does not wait for a connection that is being made`() async throws {
        let server = try await RawServer.start(reply: [], hangsUp: false)
        let client = try RPCClient(host: "127.0.0.1", port: server.port, limits: .patient)
        let task = Task { try await client.call("/x", "") }
        while server.connectionCount == 0 { await Task.yield() }
        await client.close()
        await #expect(throws: RPCClientError.closed) { try await task.value }
        await server.stop()
    }

    @Test func `where nobody listens there is no connection`() async throws {
        let server = try await RawServer.start(reply: [], hangsUp: true)
        await server.stop()
        let client = try RPCClient(host: "127.0.0.1", port: server.port, limits: .patient)
        await #expect(throws: RPCClientError.notConnected(reason: "connection refused")) {
            try await client.call("/x", "")
        }
    }

    @Test(arguments: [
        ("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", true, "HTTP/1"),
        ("HTTP/1.1 400 Bad Request\r\n", false, "HTTP/1"), ("SSH-2.0-OpenSSH_9.2\r\n", false, "SSH"),
        ("\u{15}\u{03}\u{01}\u{00}\u{02}\u{02}\u{16}", true, "TLS"),
        ("", true, "something that ends the connection without a word"),
    ])
    func `whoever speaks something else is found out`(reply: String, hangsUp: Bool, found: String) async throws {
        let server = try await RawServer.start(reply: Array(reply.utf8), hangsUp: hangsUp)
        let client = try RPCClient(host: "127.0.0.1", port: server.port, limits: .patient)
        await #expect(throws: RPCClientError.notGRPC(found: found)) { try await client.call("/x", "") }
        await server.stop()
    }

    @Test func `whoever says nothing is not waited for longer than to connect`() async throws {
        let server = try await RawServer.start(reply: [], hangsUp: false)
        var limits = RPCLimits()
        limits.connectTimeout = .milliseconds(300)
        let client = try RPCClient(host: "127.0.0.1", port: server.port, limits: limits)
        let error = await #expect(throws: RPCClientError.self) { try await client.call("/x", "") }
        // On a busy machine the time may have passed before there was a connection.
        let expected: Set<RPCClientError> = [
            .notGRPC(found: "something that says nothing"), .notConnected(reason: "no answer in time"),
        ]
        #expect(error.map { expected.contains($0) } == true)
        await server.stop()
    }

    @Test func `the deadline counts while connecting, too`() async throws {
        let server = try await RawServer.start(reply: [], hangsUp: false)
        let client = try RPCClient(host: "127.0.0.1", port: server.port, limits: .patient)
        await #expect(throws: RPCClientError.deadlineExceeded(after: .milliseconds(30))) {
            try await client.call("/x", "", timeout: .milliseconds(30))
        }
        await client.close()
        await server.stop()
    }

    /// Whether `body` returns `expected` within its first calls.
    private func eventually(_ expected: String, _ body: () async throws -> String) async throws -> Bool {
        for _ in 0..<100 where try await body() == expected { return true }
        return false
    }
}
