import NIOCore
import Synchronization
import Testing

@testable import RPCServer

/// What a client may do wrong, by mistake or to do harm. Each time nothing crashes, what was held is given back, and
/// another connection is served.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct MalformedHTTP2Tests {
    typealias Frame = RawClient.Frame

    private static let one: [UInt8] = [0, 0, 0, 0, 1, 42]
    private static let echo = RawClient.block("/T/Echo")

    /// A conversation that the server must not go on with.
    struct Offence: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        /// The code of the GOAWAY (RFC 9113 §7); nil when the server may close without one.
        let code: UInt8?

        init(_ name: String, _ frames: [Frame], code: UInt8?) {
            testDescription = name
            bytes = RawClient.preface + Frame.settings.bytes + frames.flatMap(\.bytes)
            self.code = code
        }

        init(_ name: String, bytes: [UInt8], code: UInt8?) {
            testDescription = name
            self.bytes = bytes
            self.code = code
        }
    }

    static let offences: [Offence] = strangers + malformedFrames + malformedHeaders + floods

    private static let strangers: [Offence] = [
        Offence("HTTP/1.1", bytes: Array("GET / HTTP/1.1\r\nhost: x\r\n\r\n".utf8), code: nil),
        Offence("another preface", bytes: Array("PRI * HTTP/2.0\r\n\r\nSN\r\n\r\n".utf8), code: nil),
        Offence("TLS", bytes: [0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3] + zeros(100), code: nil),
        Offence("no SETTINGS first", bytes: RawClient.preface + Frame.ping.bytes, code: 1),
    ]

    private static let malformedFrames: [Offence] = [
        Offence("a frame over 16 KiB", [open1, .data(zeros(16385), on: 1)], code: 6),
        Offence("a frame that claims 16 MiB", [Frame(type: 0, stream: 1, claimedLength: 0xffffff)], code: 6),
        Offence("a PING of 7 bytes", [Frame(type: 6, payload: zeros(7))], code: 6),
        Offence("a PING on a stream", [Frame(type: 6, stream: 1, payload: zeros(8))], code: 1),
        Offence("SETTINGS of 5 bytes", [Frame(type: 4, payload: zeros(5))], code: 6),
        Offence("a window of 2 GiB in SETTINGS", [Frame(type: 4, payload: [0, 4, 0x80, 0, 0, 0])], code: 3),
        Offence("an ACK of SETTINGS with content", [Frame(type: 4, flags: 1, payload: zeros(6))], code: 6),
        Offence("a window increment of 0", [.windowUpdate(0, on: 0)], code: 1),
        Offence("a window above 2 GiB", [.windowUpdate(0x7fff_ffff, on: 0), .windowUpdate(1, on: 0)], code: 3),
        Offence("a reset of a stream that is not there", [.reset(1)], code: 1),
        Offence(
            "padding longer than the frame", [Frame(type: 1, flags: 12, stream: 1, payload: [200, 0, 0])], code: 1),
    ]

    private static let malformedHeaders: [Offence] = [
        Offence("an even stream", [.headers(echo, on: 2)], code: 1),
        Offence("a stream below the last", [.headers(echo, on: 3), .headers(echo, on: 1)], code: 1),
        Offence("CONTINUATION without HEADERS", [.continuation(echo, on: 1, ends: true)], code: 1),
        Offence("another frame inside of a header block", [.headers([0], on: 1, flags: 0), .ping], code: 1),
        Offence("a header block that is no HPACK", [.headers([0xff, 0xff, 0xff, 0xff, 0xff, 0xff], on: 1)], code: 9),
        Offence("an index that no table has", [.headers([0xfe], on: 1)], code: 9),
        Offence(
            "headers over the limit",
            [.headers(echo, on: 1, flags: 0)] + repeated(4, .continuation(zeros(16000), on: 1, ends: false)), code: nil),
    ]

    private static let floods: [Offence] = [
        Offence(
            "a flood of CONTINUATION",
            [.headers(echo, on: 1, flags: 0)] + repeated(10_000, .continuation([], on: 1, ends: false)), code: 11),
        Offence("a flood of SETTINGS", repeated(20_000, .settings), code: 11),
        Offence("a flood of PING", repeated(20_000, .ping), code: 11),
        Offence("a flood of empty DATA", [open1] + repeated(10_000, .data([], on: 1)), code: 11),
        Offence("rapid reset", rapidReset(5000), code: 11),
    ]

    private static let open1 = Frame.headers(echo, on: 1)

    private static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

    private static func repeated(_ count: Int, _ frame: Frame) -> [Frame] { [Frame](repeating: frame, count: count) }

    private static func rapidReset(_ count: UInt32) -> [Frame] {
        (0..<count).flatMap { call -> [Frame] in [.headers(echo, on: 1 + 2 * call), .reset(1 + 2 * call)] }
    }

    @Test(arguments: offences)
    func `the connection is ended, and others are served`(offence: Offence) async throws {
        try await withServer(limits: {
            // So few that a slow machine reads more of a flood in a second.
            $0.controlFramesPerSecond = 100
            $0.resetsPerSecond = 100
        }) { port, server in
            let client = try await RawClient(port: port, handshake: false)
            await client.send(offence.bytes)
            try await client.closed()
            if let code = offence.code { #expect(client.goAways.last == code) }
            let answer = try await call(port, "/T/Echo", [Self.one])
            #expect(answer.status == "0")
            try await eventually("nothing is left") { server.openConnections == 0 && server.heldBytes == 0 }
        }
    }

    private static let stumbles: [Offence] = [
        Offence("headers after the end", [open1, .data(one, on: 1, ends: true), open1], code: nil),
        Offence("data before headers", [.data(one, on: 1)], code: nil),
        Offence("two heads", [open1, open1], code: nil),
        Offence("data after the end", [open1, .data(one, on: 1, ends: true), .data(one, on: 1)], code: nil),
        Offence("no path", [.headers(RawClient.block([(":method", "POST")]), on: 1)], code: nil),
        Offence("an upper-case name", [.headers(RawClient.block("/T/Echo", [("X", "y")]), on: 1)], code: nil),
        Offence(
            "connection: close", [.headers(RawClient.block("/T/Echo", [("connection", "close")]), on: 1)], code: nil),
        Offence(
            "a content-length that lies",
            [.headers(RawClient.block("/T/Echo", [("content-length", "3")]), on: 1), .data(one, on: 1, ends: true)],
            code: nil),
        Offence("a window increment of 0 for a stream", [open1, .windowUpdate(0, on: 1)], code: nil),
    ]

    /// What harms one stream, and may harm its connection.
    @Test(arguments: stumbles)
    func `a stream is reset or answered, and its connection may go on`(offence: Offence) async throws {
        try await withServer { port, server in
            let client = try await RawClient(port: port, handshake: false)
            await client.send(offence.bytes)
            try await eventually("the stream or the connection ends") {
                client.endedStreams.contains(1) || !client.isOpen
            }
            await client.send(.headers(Self.echo, on: 3), .data(Self.one, on: 3, ends: true))
            try await eventually("the next call ends too") { client.endedStreams.contains(3) || !client.isOpen }
            await client.close()
            let answer = try await call(port, "/T/Echo", [Self.one])
            #expect(answer.status == "0")
            try await eventually("nothing is left") { server.openConnections == 0 && server.heldBytes == 0 }
        }
    }

    @Test(arguments: [[("content-length", "3")], [("X", "y")], [("connection", "close")], [(":path", "/T/Echo")]])
    func `a malformed call leaves the other calls of its connection alone`(fields: [(String, String)]) async throws {
        let (mayAnswer, answerNow) = AsyncStream.makeStream(of: Void.self)
        let methods = ServedMethods(mayAnswer: { for await _ in mayAnswer { break } })
        try await withServer(methods) { port, _ in
            let client = try await RawClient(port: port)
            await client.send(.headers(RawClient.block("/T/Hold"), on: 1), .data(Self.one, on: 1, ends: true))
            let malformed = RawClient.block("/T/Echo", fields)
            await client.send(.headers(malformed, on: 3), .data(Self.one, on: 3, ends: true))
            try await eventually("the stream is reset") { client.endedStreams == [3] }
            answerNow.yield()
            try await eventually("the other is answered") { client.endedStreams == [1, 3] }
            #expect(client.frames.contains { $0.type == 0 && $0.stream == 1 && $0.payload == Self.one })
            await client.close()
        }
    }

    @Test func `a client that is still sending is told its status, and to stop without an error`() async throws {
        try await withServer { port, _ in
            let client = try await RawClient(port: port)
            await client.send(.headers(Self.echo, on: 1), .data([0, 0, 1, 0, 1], on: 1))
            let reset = Frame(type: 3, stream: 1, payload: [0, 0, 0, 0])
            try await eventually("the stream is reset") { client.frames.contains(reset) }
            let frames = client.frames.filter { $0.stream == 1 && $0.type < 8 }
            #expect(frames.map(\.type) == [1, 3])
            #expect(frames.first.map { $0.flags & 1 } == 1)
            await client.close()
        }
    }

    @Test func `a client that sends more than its window is ended`() async throws {
        try await withServer(limits: {
            $0.windowBytes = 65_535; $0.messageBytes = 1 << 20
        }) { port, _ in
            let client = try await RawClient(port: port)
            let piece = [UInt8](repeating: 7, count: 16_384)
            await client.send(.headers(Self.echo, on: 1), .data([0, 0, 0xf0, 0, 0], on: 1))
            // All at once: the server cannot open the window in between.
            await client.send(Self.repeated(200, .data(piece, on: 1)).flatMap(\.bytes))
            try await eventually("the stream or connection ends, or all is taken") {
                client.endedStreams == [1] || !client.isOpen
            }
            let answer = try await call(port, "/T/Echo", [Self.one])
            #expect(answer.status == "0")
            await client.close()
        }
    }

    @Test func `a handler of a call that is reset is cancelled, in rapid reset too`() async throws {
        let began = Atomic(0)
        let cancelled = Atomic(0)
        let methods = ServedMethods(
            onWait: { began.add(1, ordering: .relaxed) }, onCancel: { cancelled.add(1, ordering: .relaxed) })
        try await withServer(methods) { port, server in
            let client = try await RawClient(port: port)
            for call in 0..<500 {
                let stream = UInt32(1 + 2 * call)
                await client.send(
                    .headers(RawClient.block("/T/Wait"), on: stream), .data(Self.one, on: stream, ends: true),
                    .reset(stream))
            }
            await client.send(.ping)
            try await eventually("all is read") { client.frames.contains { $0.type == 6 } }
            try await eventually("all are cancelled") {
                began.load(ordering: .relaxed) == cancelled.load(ordering: .relaxed)
            }
            #expect(client.isOpen)
            await client.close()
        }
    }

    @Test func `calls above the limit of a connection are refused, and the others are answered`() async throws {
        let (mayAnswer, answerNow) = AsyncStream.makeStream(of: Void.self)
        let methods = ServedMethods(mayAnswer: { for await _ in mayAnswer { break } })
        try await withServer(methods, limits: { $0.callsPerConnection = 2 }) { port, _ in
            let client = try await RawClient(port: port)
            await client.send(.settingsAck)
            for stream in [UInt32(1), 3, 5] {
                await client.send(
                    .headers(RawClient.block("/T/Hold"), on: stream), .data(Self.one, on: stream, ends: true))
            }
            try await eventually("the third is refused, or the connection ends") {
                client.endedStreams.contains(5) || !client.isOpen
            }
            answerNow.yield()
            answerNow.yield()
            answerNow.finish()
            try await eventually("the others are answered") {
                client.endedStreams.isSuperset(of: [1, 3]) || !client.isOpen
            }
            await client.close()
        }
    }

    @Test func `a thousand connections are served`() async throws {
        try await withServer { port, server in
            var clients: [RawClient] = []
            for _ in 0..<999 { clients.append(try await RawClient(port: port)) }
            try await eventually("all are open") { server.openConnections == 999 }
            let answer = try await call(port, "/T/Echo", [Self.one])
            #expect(answer.status == "0")
            for client in clients { await client.send(.headers(Self.echo, on: 1), .data(Self.one, on: 1, ends: true)) }
            for client in clients { try await eventually("each is answered") { client.endedStreams == [1] } }
            for client in clients { await client.close() }
        }
    }

    @Test func `noise of any kind crashes nothing`() async throws {
        try await withServer { port, server in
            var state: UInt64 = 1
            func next() -> UInt8 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: state >> 33)
            }
            for _ in 0..<200 {
                let client = try await RawClient(port: port)
                var bytes: [UInt8] = []
                for _ in 0..<20 {
                    var frame = Frame(type: next() % 11, flags: next(), stream: UInt32(next() % 8))
                    for _ in 0..<next() % 40 { frame.payload.append(next()) }
                    bytes += frame.bytes
                }
                await client.send(bytes)
                await client.close()
            }
            let answer = try await call(port, "/T/Echo", [Self.one])
            #expect(answer.status == "0")
            try await eventually("nothing is left") { server.openConnections == 0 && server.heldBytes == 0 }
        }
    }
}
