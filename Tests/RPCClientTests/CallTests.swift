import NIOCore
import NIOHPACK
import Testing

@testable import RPCClient

@Suite(.timeLimit(.minutes(3))) struct CallTests {
    @Test func `a call goes out as the protocol has it, and its answer comes back`() async throws {
        try await withScript({ call in
            call.answer(Array(call.headers.map { "\($0.name): \($0.value)\n" }.joined().utf8) + call.message)
        }) { client, server in
            let metadata = [(name: "authorization", value: "Bearer x")]
            let answer = try await client.call(
                "/a.B/C", ByteBuffer(string: "!"), metadata: metadata, timeout: .seconds(30))
            #expect(
                String(buffer: answer) == """
                    :method: POST
                    :scheme: http
                    :authority: 127.0.0.1:\(server.port)
                    :path: /a.B/C
                    te: trailers
                    content-type: application/grpc
                    user-agent: chassis-client
                    grpc-timeout: 30000000u
                    authorization: Bearer x
                    !
                    """)
        }
    }

    private static let lonelyHeaders: [(HPACKHeaders, RPCClientError)] = [
        (
            [
                ":status": "200", "content-type": "application/grpc", "grpc-status": "5",
                "grpc-message": "no %C3%A9l%25",
            ],
            RPCClientError.status(.notFound, message: "no él%")
        ),
        (
            [":status": "200", "content-type": "application/grpc", "grpc-status": "99"],
            .status(.unknown, message: "")
        ),
        ([":status": "503"], .status(.unavailable, message: "HTTP status 503")),
        ([":status": "404", "content-type": "text/html"], .status(.unimplemented, message: "HTTP status 404")),
        (
            [":status": "200", "content-type": "text/html"],
            .notGRPC(found: "HTTP/2 with content of type text/html")
        ),
        (
            [":status": "200", "content-type": "application/grpc"],
            .malformedAnswer(reason: "it ends without a status")
        ),
        (
            [":status": "200", "content-type": "application/grpc", "grpc-status": "0"],
            .malformedAnswer(reason: "it has no message")
        ),
    ]

    @Test(arguments: lonelyHeaders)
    func `an answer of headers alone is told by its status`(headers: HPACKHeaders, error: RPCClientError) async throws {
        try await withScript({ $0.end(headers) }) { client, _ in
            await #expect(throws: error) { try await client.call("/x", "") }
        }
    }

    @Test func `a status after the message counts`() async throws {
        try await withScript({ call in
            call.write(ScriptedCall.goodHeaders)
            call.write(ScriptedCall.framed([1, 2, 3]))
            call.end(["grpc-status": "13", "grpc-message": "too late"])
        }) { client, _ in
            await #expect(throws: RPCClientError.status(.internal, message: "too late")) {
                try await client.call("/x", "")
            }
        }
    }

    @Test func `a server that dies in the middle of an answer is told as such, and the next call connects anew`()
        async throws
    {
        try await withScript({ call in
            guard call.path == "/die" else { return call.answer(call.message) }
            call.write(ScriptedCall.goodHeaders)
            call.write(Array(ScriptedCall.framed([1, 2, 3]).prefix(6)))
            call.hangUp()
        }) { client, server in
            let error = await #expect(throws: RPCClientError.self) { try await client.call("/die", "") }
            guard case .disconnected? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            let answer = try await client.call("/live", "again")
            #expect(answer == "again")
            #expect(server.connectionCount == 2)
        }
    }

    @Test func `a reset call fails alone`() async throws {
        try await withScript({ call in
            call.path == "/reset" ? call.reset(.internalError) : call.answer(call.message)
        }) { client, server in
            let error = await #expect(throws: RPCClientError.self) { try await client.call("/reset", "") }
            guard case .disconnected(let reason)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.contains("broke it off"))
            let answer = try await client.call("/live", "on")
            #expect(answer == "on")
            #expect(server.connectionCount == 1)
        }
    }

    @Test func `a refused call is sent again, but not for ever`() async throws {
        let calls = WaitingCalls()
        try await withScript({ call in
            calls.add(call)
            call.reset(.refusedStream)
        }) { client, _ in
            let error = await #expect(throws: RPCClientError.self) { try await client.call("/x", "") }
            guard case .disconnected? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(await calls.first(3).count == 3)
        }
    }

    @Test func `after its deadline a call fails, and the server is told to stop`() async throws {
        let calls = WaitingCalls()
        try await withScript({ calls.add($0) }) { client, server in
            // On a busy machine the first of them may pass before there is a connection.
            var limit = Duration.milliseconds(20)
            repeat {
                await #expect(throws: RPCClientError.deadlineExceeded(after: limit)) {
                    try await client.call("/slow", "", timeout: limit)
                }
                limit *= 2
            } while calls.count == 0
            let reset = await server.firstReset()
            #expect(reset == "/slow")
        }
    }

    @Test func `the server's own word for the deadline is the same error`() async throws {
        try await withScript({
            $0.end([":status": "200", "content-type": "application/grpc", "grpc-status": "4"])
        }) { client, _ in
            await #expect(throws: RPCClientError.deadlineExceeded(after: .seconds(7))) {
                try await client.call("/x", "", timeout: .seconds(7))
            }
        }
    }

    @Test func `a cancelled call ends at once, and the server is told to stop`() async throws {
        let calls = WaitingCalls()
        try await withScript({ calls.add($0) }) { client, server in
            let task = Task { try await client.call("/slow", "") }
            _ = await calls.first(1)
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(await server.firstReset() == "/slow")
        }
    }

    @Test func `calls beyond what the server takes at a time wait`() async throws {
        try await withScript(callsPerConnection: 10, { $0.answer($0.message) }) { client, server in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<200 {
                    group.addTask { try await client.call("/x", "\(number)") == "\(number)" }
                }
                for try await isRight in group { #expect(isRight) }
            }
            #expect(server.connectionCount == 1)
        }
    }

    @Test func `a message of 32 MiB goes there and back`() async throws {
        let message = ByteBuffer(repeating: 0x5A, count: 32 << 20)
        try await withScript({ $0.answer($0.message) }) { client, _ in
            let answer = try await client.call("/x", message)
            #expect(answer == message)
        }
    }

    @Test func `a server that refuses a message while it comes leaves other calls alone`() async throws {
        let calls = WaitingCalls()
        try await withScript(
            { call in call.path == "/wait" ? calls.add(call) : call.answer(call.message) },
            onHeaders: { call in
                guard call.path == "/large" else { return }
                call.end([":status": "200", "content-type": "application/grpc", "grpc-status": "8"])
                call.reset(.noError)
            }
        ) { client, server in
            async let waiting = client.call("/wait", "")
            let call = await calls.first(1)[0]
            let large = ByteBuffer(repeating: 1, count: 32 << 20)
            for _ in 0..<5 {
                await #expect(throws: RPCClientError.status(.resourceExhausted, message: "")) {
                    try await client.call("/large", large)
                }
            }
            call.answer(Array("still here".utf8))
            let answer = try await waiting
            #expect(answer == "still here")
            #expect(server.connectionCount == 1)
        }
    }

    @Test func `an answer over the limit is refused as soon as it is announced`() async throws {
        var limits = RPCLimits.patient
        limits.answerBytes = 100
        try await withScript(
            limits: limits,
            { call in
                call.write(ScriptedCall.goodHeaders)
                call.write(Array(ScriptedCall.framed(Array(repeating: 0, count: 101)).prefix(5)))
            }
        ) { client, server in
            await #expect(throws: RPCClientError.answerTooLarge(bytesMax: 100)) { try await client.call("/x", "") }
            #expect(await server.firstReset() == "/x")
        }
    }
}
