import Inflate
import NIOCore
import Testing

@testable import RPCServer

@Suite(.timeLimit(.minutes(1)))
struct CompressionTests {
    private static let gzip = ("grpc-encoding", "gzip")
    private static let accepts = ("grpc-accept-encoding", "identity,gzip")
    private static let zeros = [UInt8](repeating: 0, count: 60_000)

    private static func framed(_ bytes: [UInt8], isCompressed: Bool) -> [UInt8] {
        [isCompressed ? 1 : 0] + withUnsafeBytes(of: UInt32(bytes.count).bigEndian) { Array($0) } + bytes
    }

    private static func compressed(_ message: [UInt8], _ format: CompressedFormat = .gzip) -> [UInt8] {
        let deflater = Deflater(format, level: 9)
        var bytes: [UInt8] = []
        message.withUnsafeBytes { deflater.deflate($0) { bytes += $0 } }
        deflater.finish { bytes += $0 }
        return framed(bytes, isCompressed: true)
    }

    private static func inflated(_ body: [UInt8]) throws -> [UInt8] {
        let inflater = Inflater(.gzip, limit: 10_000_000)
        var message: [UInt8] = []
        try body.dropFirst(5).withUnsafeBytes { try inflater.inflate($0) { message += $0 } }
        try inflater.finish()
        return message
    }

    @Test(arguments: [("gzip", CompressedFormat.gzip), ("deflate", .zlib)])
    func `a compressed request is understood, and its answer is plain`(name: String, format: CompressedFormat)
        async throws
    {
        try await withServer { port, _ in
            let answer = try await call(
                port, "/T/Echo", [Self.compressed(Self.zeros, format)], [("grpc-encoding", name), Self.accepts])
            #expect(answer.status == "0")
            #expect(answer.body == Self.framed(Self.zeros, isCompressed: false))
            #expect(answer.headers.first(name: "grpc-encoding") == nil)
            #expect(answer.headers.first(name: "grpc-accept-encoding") == "identity,deflate,gzip")
        }
    }

    @Test func `a call that announces gzip may have plain messages, and streams may have both`() async throws {
        try await withServer { port, _ in
            let plain = Self.framed([7], isCompressed: false)
            let answer = try await call(port, "/T/Echo", [plain], [Self.gzip])
            #expect(answer.body == plain)
            let stream = try await call(port, "/T/Stream", [plain, Self.compressed([8, 8]), plain], [Self.gzip])
            #expect(stream.body == plain + Self.framed([8, 8], isCompressed: false) + plain)
            #expect(stream.status == "0")
        }
    }

    @Test func `a bomb is refused, and the next call is answered`() async throws {
        try await withServer { port, server in
            let bomb = Self.compressed([UInt8](repeating: 0, count: 10 << 20))
            let answer = try await call(port, "/T/Echo", [bomb], [Self.gzip])
            #expect(answer.status == "8")
            let next = try await call(port, "/T/Echo", [Self.compressed([1])], [Self.gzip])
            #expect(next.status == "0")
            try await eventually("nothing is held") { server.heldBytes == 0 }
        }
    }

    private static let damaged: [UInt8] = [1, 0, 0, 0, 3, 9, 9, 9]
    private static let empty: [UInt8] = [1, 0, 0, 0, 0]
    private static let cut: [UInt8] = Array(compressed([1, 2, 3]).dropLast(3))

    @Test(arguments: [damaged, empty, cut])
    func `a message that cannot be inflated is told`(message: [UInt8]) async throws {
        try await withServer { port, _ in
            let answer = try await call(port, "/T/Echo", [message], [Self.gzip])
            #expect(answer.status == "13")
        }
    }

    @Test func `an encoding that is not known is not implemented, and those that are stand in the answer`() async throws
    {
        try await withServer { port, _ in
            let answer = try await call(port, "/T/Echo", [Self.compressed([1])], [("grpc-encoding", "snappy")])
            #expect(answer.status == "12")
            #expect(answer.headers.first(name: "grpc-accept-encoding") == "identity,deflate,gzip")
        }
    }

    @Test func `a large answer is compressed for a client that takes it, when that is switched on`() async throws {
        try await withServer(limits: { $0.compressesAnswers = true }) { port, _ in
            let answer = try await call(port, "/T/Zeros", [Self.framed([], isCompressed: false)], [Self.accepts])
            #expect(answer.headers.first(name: "grpc-encoding") == "gzip")
            #expect(answer.body.first == 1)
            #expect(answer.body.count < 10_000)
            #expect(try Self.inflated(answer.body) == [UInt8](repeating: 0, count: 1_000_000))
        }
    }

    @Test func `an answer is plain when it is small, not accepted, or compression is off`() async throws {
        try await withServer(limits: { $0.compressesAnswers = true }) { port, _ in
            let small = try await call(port, "/T/Echo", [Self.framed([1], isCompressed: false)], [Self.accepts])
            #expect(small.headers.first(name: "grpc-encoding") == nil)
            #expect(small.body == Self.framed([1], isCompressed: false))
            let unasked = try await call(port, "/T/Zeros", [Self.framed([], isCompressed: false)])
            #expect(unasked.body.count == 1_000_005)
        }
        try await withServer { port, _ in
            let off = try await call(port, "/T/Zeros", [Self.framed([], isCompressed: false)], [Self.accepts])
            #expect(off.body.count == 1_000_005)
        }
    }

    @Test func `in a stream large messages are compressed, and small ones are not`() async throws {
        try await withServer(limits: { $0.compressesAnswers = true }) { port, _ in
            let large = Self.framed(Self.zeros, isCompressed: false)
            let small = Self.framed([7], isCompressed: false)
            let answer = try await call(port, "/T/Stream", [large, small], [Self.accepts])
            #expect(answer.headers.first(name: "grpc-encoding") == "gzip")
            #expect(answer.body.first == 1)
            #expect(Array(answer.body.suffix(6)) == small)
            #expect(try Self.inflated(Array(answer.body.dropLast(6))) == Self.zeros)
        }
    }

    @Test(arguments: [(8192, 1), (1_000_000, 1), (8192, 251), (1_000_000, 251)])
    func `a message becomes smaller, or stays as it is`(count: Int, spread: Int) {
        var state: UInt64 = 1
        let bytes = (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8((state >> 33) % UInt64(spread))
        }
        let message = ByteBuffer(bytes: bytes)
        let outgoing = OutgoingMessage(message, compressedFrom: 8192)
        #expect(outgoing.isCompressed == (spread == 1))
        #expect(outgoing.isCompressed ? outgoing.bytes.readableBytes < count / 50 : outgoing.bytes == message)
        #expect(!OutgoingMessage(message, compressedFrom: count + 1).isCompressed)
        #expect(!OutgoingMessage(message, compressedFrom: nil).isCompressed)
    }
}
