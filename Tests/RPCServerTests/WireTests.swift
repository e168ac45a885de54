import NIOCore
import NIOHPACK
import NIOPosix
import RPCServer
import Synchronization
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

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
        ("two messages in one frame", [one + one], "12"), ("a compressed message", [[1, 0, 0, 0, 1, 42]], "12"),
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
        try await withServer(
            onWait: { began.withLock { $0 = true } }, onCancel: { cancelled.continuation.yield() }
        ) { port, _ in
            let answer = try await call(port, "/T/Wait", [Self.one], [("grpc-timeout", "500m")])
            #expect(answer.status == "4")
            // On a very busy machine the deadline comes before the message, and there is nothing to cancel.
            guard began.withLock({ $0 }) else { return }
            for await _ in cancelled.stream { break }
        }
    }

    @Test func `a client that resets its stream cancels the handler`() async throws {
        let cancelled = AsyncStream.makeStream(of: Void.self)
        try await withServer(onCancel: { cancelled.continuation.yield() }) { port, _ in
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
        try await withServer(
            onWait: { begin.yield() }, until: { for await _ in mayAnswer { break } }
        ) { port, server in
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

    private func call(
        _ port: Int, _ path: String, _ pieces: [[UInt8]], _ more: [(String, String)] = []
    ) async throws -> WireClient.Answer {
        let client = try await WireClient(port: port)
        let answer = try await client.send(WireClient.headers(path, more), pieces: pieces)
        try await client.close()
        return answer
    }

    private func withServer(
        onWait: @escaping @Sendable () -> Void = {}, onCancel: @escaping @Sendable () -> Void = {},
        until mayAnswer: @escaping @Sendable () async -> Void = {},
        _ body: @escaping @Sendable (_ port: Int, _ server: RPCServer) async throws -> Void
    ) async throws {
        var limits = RPCServer.Limits()
        limits.messageBytes = 65536
        let server = RPCServer(
            handlers: [
                "/T/Echo": .unary { message, _ in message },
                "/T/Fail": .unary { _, _ in throw RPCStatus(.notFound, "no such détail") },
                "/T/Wait": .unary { message, _ in
                    onWait()
                    await withTaskCancellationHandler {
                        for await _ in AsyncStream<Never>(unfolding: {
                            try? await Task.sleep(for: .seconds(60)); return nil
                        }) {}
                    } onCancel: {
                        onCancel()
                    }
                    return message
                },
                "/T/Hold": .unary { message, _ in
                    onWait()
                    await mayAnswer()
                    return message
                },
                "/T/Stream": .streaming { requests, responses, _ in
                    for try await message in requests { try await responses.write(message) }
                },
            ], limits: limits)
        let (socket, port) = try boundSocket()
        try await withThrowingTaskGroup(of: Void.self) { group in
            let (listening, listener) = AsyncStream.makeStream(of: Void.self)
            group.addTask {
                defer { listener.finish() }
                try await server.run(listeningOn: socket) { listener.yield() }
            }
            group.addTask {
                defer { server.beginGracefulShutdown() }
                for await _ in listening { break }
                try await body(port, server)
            }
            try await group.waitForAll()
        }
    }

    /// A socket bound to a port of the loopback address that the system chooses.
    private func boundSocket() throws -> (descriptor: CInt, port: Int) {
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutableBytes(of: &address) { bytes -> CInt in
            let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
            let bound = bind(descriptor, pointer, length)
            return bound == 0 ? getsockname(descriptor, pointer, &length) : bound
        }
        try #require(result == 0, "the loopback address cannot be bound")
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }
}
