import NIOCore
import Synchronization
import Testing

@testable import RPCServer

@Suite(.serialized, .timeLimit(.minutes(2)))
struct ConnectionLimitTests {
    private static let one: [UInt8] = [0, 0, 0, 0, 1, 42]

    @Test func `one connection more than there may be is closed while all have calls`() async throws {
        let (mayAnswer, answerNow) = AsyncStream.makeStream(of: Void.self)
        let methods = ServedMethods(mayAnswer: { for await _ in mayAnswer { break } })
        try await withServer(methods, limits: { $0.connections = 1 }) { port, server in
            let first = try await RawClient(port: port)
            let hold = RawClient.Frame.headers(RawClient.block("/T/Hold"), on: 1)
            await first.send(hold, .data(Self.one, on: 1, ends: true), .ping)
            try await eventually("the call is there") { first.frames.contains { $0.type == 6 } }
            let second = try await RawClient(port: port)
            try await second.closed()
            #expect(second.frames.isEmpty)
            answerNow.yield()
            try await eventually("the call is answered") { first.endedStreams == [1] }
            await first.close()
        }
    }

    @Test func `one connection more takes the place of the longest idle, which is told`() async throws {
        try await withServer(limits: { $0.connections = 2 }) { port, server in
            let first = try await RawClient(port: port)
            try await eventually("the first is there") { first.frames.count > 0 }
            let second = try await RawClient(port: port)
            try await eventually("the second is there") { second.frames.count > 0 }
            let answer = try await call(port, "/T/Echo", [Self.one])
            #expect(answer.status == "0")
            try await first.closed()
            #expect(first.goAways == [0, 0])
            #expect(second.isOpen)
            await second.close()
        }
    }

    @Test(arguments: [[UInt8](), [0x50], RawClient.preface, RawClient.preface + [0, 0, 0, 4]])
    func `a connection that does not begin to speak is closed`(bytes: [UInt8]) async throws {
        try await withServer(limits: { $0.prefaceTimeout = .milliseconds(50) }) { port, _ in
            let client = try await RawClient(port: port, handshake: false)
            await client.send(bytes)
            try await client.closed()
        }
    }

    @Test func `a connection that has begun outlives that time`() async throws {
        try await withServer(limits: {
            $0.prefaceTimeout = .seconds(1)
            $0.keepaliveTime = .milliseconds(1500)
        }) { port, _ in
            let client = try await RawClient(port: port)
            // The PING shows that more than that has passed.
            try await eventually("a PING comes") { client.frames.contains { $0.type == 6 } }
            #expect(client.isOpen)
            await client.close()
        }
    }

    @Test func `a connection without calls is ended with GOAWAY`() async throws {
        try await withServer(limits: { $0.idleTimeout = .seconds(1) }) { port, _ in
            let client = try await WireClient(port: port)
            let answer = try await client.send(WireClient.headers("/T/Echo"), pieces: [Self.one])
            #expect(answer.status == "0")
            try await client.closed()
            #expect(client.events == ["answer", "GOAWAY", "GOAWAY"])
        }
    }

    @Test func `a connection with a call is not idle`() async throws {
        let (mayAnswer, answerNow) = AsyncStream.makeStream(of: Void.self)
        let methods = ServedMethods(mayAnswer: { for await _ in mayAnswer { break } })
        try await withServer(
            methods,
            limits: {
                $0.idleTimeout = .milliseconds(50)
                $0.keepaliveTime = .milliseconds(200)
            }
        ) { port, _ in
            let client = try await RawClient(port: port, handshake: false)
            // In one piece, so that the connection is never without a call.
            let call: [RawClient.Frame] = [
                .settings, .headers(RawClient.block("/T/Hold"), on: 1), .data(Self.one, on: 1, ends: true),
            ]
            await client.send(RawClient.preface + call.flatMap(\.bytes))
            try await eventually("a PING comes, after four times the limit") { client.frames.contains { $0.type == 6 } }
            #expect(client.goAways.isEmpty)
            answerNow.yield()
            try await eventually("the call is answered") { client.endedStreams == [1] }
            try await eventually("GOAWAY comes") { client.goAways.first == 0 }
            await client.close()
        }
    }

    @Test func `a client that answers no PING is closed`() async throws {
        try await withServer(limits: {
            $0.keepaliveTime = .milliseconds(20)
            $0.keepaliveTimeout = .milliseconds(20)
        }) { port, _ in
            let client = try await RawClient(port: port)
            try await client.closed()
            #expect(client.frames.contains { $0.type == 6 && $0.flags == 0 })
        }
    }

    @Test func `a client that answers each PING stays`() async throws {
        try await withServer(limits: {
            $0.keepaliveTime = .milliseconds(10)
            $0.keepaliveTimeout = .seconds(5)
        }) { port, _ in
            let client = try await RawClient(port: port)
            for count in 1...5 {
                try await eventually("PING \(count)") { client.frames.filter { $0.type == 6 }.count >= count }
                let ping = try #require(client.frames.last { $0.type == 6 })
                await client.send(RawClient.Frame(type: 6, flags: 1, payload: ping.payload))
            }
            #expect(client.isOpen)
            await client.close()
        }
    }

    @Test func `a PING is answered with its data`() async throws {
        try await withServer { port, _ in
            let client = try await RawClient(port: port)
            await client.send(.ping)
            var answer = RawClient.Frame.ping
            answer.flags = 1
            try await eventually("the answer comes") { client.frames.contains(answer) }
            await client.close()
        }
    }

    @Test func `a request that stops halfway is given up`() async throws {
        try await withServer(limits: { $0.receiveTimeout = .milliseconds(50) }) { port, server in
            let client = try await RawClient(port: port)
            await client.send(.headers(RawClient.block("/T/Echo"), on: 1), .data([0, 0, 0, 0, 9, 1], on: 1))
            await client.send(.headers(RawClient.block("/T/Echo"), on: 3))
            try await eventually("both are ended") { client.endedStreams == [1, 3] }
            try await eventually("nothing is held") { server.heldBytes == 0 }
            #expect(client.isOpen)
            await client.close()
        }
    }

    @Test func `an answer that is not read is given up`() async throws {
        try await withServer(limits: { $0.sendTimeout = .milliseconds(50) }) { port, _ in
            let client = try await RawClient(port: port)
            // The client's window is 65,535 bytes, and it never opens it further.
            await client.send(.headers(RawClient.block("/T/Zeros"), on: 1), .data([0, 0, 0, 0, 0], on: 1, ends: true))
            try await eventually("the stream is reset") { client.frames.contains { $0.type == 3 && $0.stream == 1 } }
            #expect(client.isOpen)
            await client.close()
        }
    }

    @Test func `what all requests hold is limited, and given back`() async throws {
        try await withServer(limits: { $0.heldBytes = 50_000 }) { port, server in
            let client = try await RawClient(port: port)
            let part = [0, 0, 0, 0xff, 0xff] + [UInt8](repeating: 7, count: 16_000)
            for stream in [UInt32(1), 3, 5] {
                await client.send(.headers(RawClient.block("/T/Echo"), on: stream), .data(part, on: stream))
            }
            try await eventually("three are held") { server.heldBytes == 3 * 16_005 }
            await client.send(.headers(RawClient.block("/T/Echo"), on: 7), .data(part, on: 7))
            try await eventually("the fourth is refused") { client.endedStreams == [7] }
            try await eventually("three are held still") { server.heldBytes == 3 * 16_005 }
            await client.close()
            try await eventually("nothing is held") { server.heldBytes == 0 }
        }
    }

    @Test func `messages of a stream that wait to be read are held too`() async throws {
        let (mayRead, readNow) = AsyncStream.makeStream(of: Void.self)
        var handlers = ServedMethods().handlers
        handlers["/T/Late"] = .streaming { requests, _, _ in
            for await _ in mayRead { break }
            for try await _ in requests {}
        }
        try await withServer(handlers: handlers) { port, server in
            let client = try await RawClient(port: port)
            await client.send(.headers(RawClient.block("/T/Late"), on: 1), .data(Self.one + Self.one, on: 1))
            try await eventually("two messages are held") { server.heldBytes == 2 }
            readNow.yield()
            try await eventually("they are read") { server.heldBytes == 0 }
            await client.send(.reset(1))
            await client.close()
        }
    }

    @Test func `a call is told to the observer once, with what it was`() async throws {
        let began = Mutex(0)
        let ended = Mutex<[RPCRecord]>([])
        let observer = RPCObserver(began: { _ in began.withLock { $0 += 1 } }) { record in
            ended.withLock { $0.append(record) }
        }
        try await withServer(observer: observer) { port, _ in
            let more = [("x-request-id", "a-1"), ("traceparent", "00-1-2-01")]
            let answer = try await call(port, "/T/Ask", [Self.one], more)
            #expect(String(decoding: answer.body.dropFirst(5), as: UTF8.self).hasPrefix("a-1 00-1-2-01 "))
            #expect(answer.headers.first(name: "x-request-id") == "a-1")
            let failed = try await call(port, "/T/Fail", [Self.one], more)
            #expect(failed.headers.first(name: "x-request-id") == "a-1")
            _ = try await call(port, "/T/None", [Self.one])
            let client = try await RawClient(port: port)
            await client.send(.headers(RawClient.block("/T/Hold2"), on: 1), .data(Self.one, on: 1))
            await client.close()
            try await eventually("four calls ended") { ended.withLock { $0.count } == 4 }
        }
        let records = ended.withLock { $0 }
        #expect(began.withLock { $0 } == 4)
        #expect(records.map(\.path) == ["/T/Ask", "/T/Fail", "/T/None", "/T/Hold2"])
        #expect(records.map(\.isKnown) == [true, true, false, false])
        #expect(records.map(\.status.code) == [.ok, .notFound, .unimplemented, .unimplemented])
        #expect(records.map(\.requestBytes) == [6, 6, 0, 0])
        #expect(records.first?.responseBytes ?? 0 > 5)
        #expect(records.first?.call?.requestID == "a-1")
        #expect(records.allSatisfy { $0.duration > .zero && $0.duration < .seconds(30) })
    }
}
