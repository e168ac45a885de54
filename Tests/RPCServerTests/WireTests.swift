import NIOCore
import NIOHPACK
import NIOPosix
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct WireTests {
    private static let one: [UInt8] = [0, 0, 0, 0, 1, 42]

    @Test func `a message comes back framed, with status 0`() async throws {
        try await withServer { port, _ in
            let answer = try await call(port, "/T/Echo", [Self.one])
            #expect(answer.headers.first(name: ":status") == "200")
            #expect(answer.headers.first(name: "content-type") == "application/grpc")
            #expect(answer.body == Self.one)
            #expect(answer.status == "0")
        }
    }

    @Test(arguments: [
        ("no message", [[UInt8]](), "13"), ("half a prefix", [[0, 0, 0]], "13"),
        ("half a message", [[0, 0, 0, 0, 9, 1, 2]], "13"), ("two messages", [one, one], "12"),
        ("two messages in one frame", [one + one], "12"),
        ("a compressed message that nothing announced", [[1, 0, 0, 0, 1, 42]], "13"),
        ("a flag of 2", [[2, 0, 0, 0, 1, 42]], "13"),
        ("a message over the limit", [[0, 0, 1, 0, 1]], "8"), ("4 GiB announced", [[0, 255, 255, 255, 255]], "8"),
    ])
    func `a malformed request gets the status that fits`(name: String, pieces: [[UInt8]], status: String) async throws {
        try await withServer { port, _ in
            let answer = try await call(port, "/T/Echo", pieces)
            #expect(answer.status == status, "\(name)")
            let next = try await call(port, "/T/Echo", [Self.one])
            #expect(next.status == "0", "the server goes on after \(name)")
        }
    }

    @Test(arguments: [("/T/Nothing", "12"), ("/", "12"), ("/T/Echo/", "12")])
    func `a method that is not there is not implemented`(path: String, status: String) async throws {
        try await withServer { port, _ in
            let answer = try await call(port, path, [Self.one])
            #expect(answer.status == status)
        }
    }

    @Test(arguments: [(":method", "GET", "405"), ("content-type", "text/plain", "415")])
    func `what is no gRPC gets a status of HTTP`(name: String, value: String, status: String) async throws {
        try await withServer { port, _ in
            let answer = try await call(port, "/T/Echo", [Self.one], [(name, value)])
            #expect(answer.headers.first(name: ":status") == status)
        }
    }

    @Test func `what a handler throws is the status of its call`() async throws {
        try await withServer { port, _ in
            let answer = try await call(port, "/T/Fail", [Self.one])
            #expect(answer.status == "5")
            #expect(answer.headers.first(name: "grpc-message") == "no such d%C3%A9tail")
        }
    }

    @Test func `a deadline that passes ends the call and cancels its handler`() async throws {
        let cancelled = AsyncStream.makeStream(of: Void.self)
        let began = Mutex(false)
        let methods = ServedMethods(
            onWait: { began.withLock { $0 = true } }, onCancel: { cancelled.continuation.yield() })
        try await withServer(methods) { port, _ in
            let answer = try await call(port, "/T/Wait", [Self.one], [("grpc-timeout", "500m")])
            #expect(answer.status == "4")
            // On a very busy machine the deadline comes before the message, and there is nothing to cancel.
            guard began.withLock({ $0 }) else { return }
            for await _ in cancelled.stream { break }
        }
    }

    @Test func `a client that resets its stream cancels the handler`() async throws {
        let cancelled = AsyncStream.makeStream(of: Void.self)
        try await withServer(ServedMethods(onCancel: { cancelled.continuation.yield() })) { port, _ in
            let client = try await WireClient(port: port)
            let answer = try await client.send(WireClient.headers("/T/Wait"), pieces: [Self.one], resetAfterwards: true)
            #expect(answer.isBroken)
            for await _ in cancelled.stream { break }
            try await client.close()
        }
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\nhost: x\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\u{7F}\u{7F}\u{7F}\u{7F}garbage", "\0",
    ])
    func `a connection that does not speak HTTP 2 harms no other`(bytes: String) async throws {
        try await withServer { port, _ in
            let other = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: port).get()
            try await other.writeAndFlush(ByteBuffer(string: bytes)).get()
            let answer = try await call(port, "/T/Echo", [Self.one])
            #expect(answer.status == "0")
            try? await other.close()  // the server may have closed it
        }
    }

    @Test func `an answer comes before GOAWAY, and then the connection ends`() async throws {
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let (mayAnswer, answerNow) = AsyncStream.makeStream(of: Void.self)
        let methods = ServedMethods(onWait: { begin.yield() }, mayAnswer: { for await _ in mayAnswer { break } })
        try await withServer(methods) { port, server in
            let client = try await WireClient(port: port)
            async let answer = client.send(WireClient.headers("/T/Hold"), pieces: [Self.one])
            for await _ in begun { break }
            server.beginGracefulShutdown()
            answerNow.yield()
            #expect(try await answer.status == "0")
            try await client.closed()
            #expect(client.events == ["answer", "GOAWAY", "GOAWAY"])
        }
    }

    @Test func `a stream echoes until its client is done`() async throws {
        try await withServer { port, _ in
            let answer = try await call(port, "/T/Stream", [Self.one, Self.one + Self.one, Array(Self.one.prefix(2))])
            #expect(answer.status == "13")
            let whole = try await call(port, "/T/Stream", [Self.one, Self.one + Self.one])
            #expect(whole.body == Self.one + Self.one + Self.one)
            #expect(whole.status == "0")
        }
    }
}
