import Inflate
import NIOCore
import Testing

@testable import RPCServer

@Suite struct MessageReaderTests {
    private static func framed(_ messages: [UInt8]..., flag: UInt8 = 0) -> [UInt8] {
        messages.flatMap { [flag, 0, 0, 0, UInt8($0.count)] + $0 }
    }

    @Test(arguments: 1...20)
    func `messages are found in pieces of any size`(pieceSize: Int) throws {
        var reader = MessageReader(sizeLimit: 100, limitName: "")
        var found: [[UInt8]] = []
        let bytes = Self.framed([1, 2, 3], [], [4], Array(5...15))
        for start in stride(from: 0, to: bytes.count, by: pieceSize) {
            reader.append(ByteBuffer(bytes: bytes[start..<min(start + pieceSize, bytes.count)]))
            while let message = try reader.next() { found.append(Array(message.readableBytesView)) }
        }
        #expect(found == [[1, 2, 3], [], [4], Array(5...15)])
        #expect(!reader.holdsPart)
    }

    @Test(arguments: 1...7)
    func `a message that is cut is a part and no message`(length: Int) throws {
        var reader = MessageReader(sizeLimit: 100, limitName: "")
        reader.append(ByteBuffer(bytes: Self.framed([1, 2, 3]).prefix(length)))
        let message = try reader.next()
        #expect(message == nil)
        #expect(reader.holdsPart)
    }

    @Test func `a message over the limit is refused by its prefix alone`() {
        var reader = MessageReader(sizeLimit: 3, limitName: "MAX_BYTES")
        reader.append(ByteBuffer(bytes: [0, 0, 0, 0, 4]))
        #expect(throws: RPCStatus(.resourceExhausted, "the message has 4 bytes, the limit is 3 (MAX_BYTES)")) {
            _ = try reader.next()
        }
    }

    @Test func `a message that is exactly as long as the limit is taken`() throws {
        var reader = MessageReader(sizeLimit: 3, limitName: "")
        reader.append(ByteBuffer(bytes: Self.framed([1, 2, 3])))
        let message = try reader.next()
        #expect(message.map { Array($0.readableBytesView) } == [1, 2, 3])
    }

    @Test func `the largest length that a prefix can say is no number trouble`() {
        var reader = MessageReader(sizeLimit: 1 << 20, limitName: "")
        reader.append(ByteBuffer(bytes: [0, 255, 255, 255, 255]))
        #expect(throws: RPCStatus.self) { _ = try reader.next() }
    }

    @Test(arguments: [UInt8(1), 2, 255])
    func `a message flagged as compressed is refused when no compression was announced`(flag: UInt8) {
        var reader = MessageReader(sizeLimit: 100, limitName: "")
        reader.append(ByteBuffer(bytes: Self.framed([1], flag: flag)))
        let error = #expect(throws: RPCStatus.self) { _ = try reader.next() }
        #expect(error?.code == .internal)
    }

    @Test(arguments: [MessageEncoding.gzip, .deflate], [1, 2, 3, 7, 1000])
    func `compressed and plain messages are found in pieces of any size`(encoding: MessageEncoding, pieceSize: Int)
        throws
    {
        let long = (0..<5000).map { UInt8(truncatingIfNeeded: $0 / 100) }
        let bytes =
            try Self.compressed(long, encoding) + Self.framed([1, 2]) + Self.compressed([], encoding)
            + Self.compressed([3], encoding)
        var reader = MessageReader(sizeLimit: 5000, limitName: "", encoding: encoding)
        var found: [[UInt8]] = []
        for start in stride(from: 0, to: bytes.count, by: pieceSize) {
            reader.append(ByteBuffer(bytes: bytes[start..<min(start + pieceSize, bytes.count)]))
            while let message = try reader.next() { found.append(Array(message.readableBytesView)) }
        }
        #expect(found == [long, [1, 2], [], [3]])
        #expect(!reader.holdsPart)
    }

    @Test func `a bomb is refused when the limit is reached, and no more is held`() throws {
        let bomb = try Self.compressed([UInt8](repeating: 0, count: 5 << 20), .gzip)
        #expect(bomb.count < 30_000)
        var reader = MessageReader(sizeLimit: 100_000, limitName: "MAX_BYTES", encoding: .gzip)
        var taken = 0
        let error = #expect(throws: RPCStatus.self) {
            for byte in bomb {
                reader.append(ByteBuffer(bytes: [byte]))
                _ = try reader.next()
                taken += 1
            }
        }
        #expect(error?.code == .resourceExhausted)
        #expect(
            error?.message == "the message is larger than that when it is inflated, the limit is 100000 (MAX_BYTES)")
        #expect(taken < 2000)
        #expect(reader.heldBytes <= 100_000)
    }

    @Test func `compressed bytes that could only be too many are refused by their prefix`() {
        var reader = MessageReader(sizeLimit: 1000, limitName: "", encoding: .gzip)
        reader.append(ByteBuffer(bytes: [1, 0, 0, 0x10, 0]))
        let error = #expect(throws: RPCStatus.self) { _ = try reader.next() }
        #expect(error?.code == .resourceExhausted)
    }

    @Test func `what cannot be compressed may be exactly as long as the limit`() throws {
        var state: UInt64 = 1
        let noise = (0..<20_000).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 33)
        }
        let bytes = try Self.compressed(noise, .gzip)
        #expect(bytes.count > 20_000)
        var reader = MessageReader(sizeLimit: 20_000, limitName: "", encoding: .gzip)
        reader.append(ByteBuffer(bytes: bytes))
        let message = try reader.next()
        #expect(message.map { Array($0.readableBytesView) } == noise)
    }

    @Test(arguments: [[UInt8](), [1, 2, 3], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]])
    func `a message that is no gzip is refused`(message: [UInt8]) {
        var reader = MessageReader(sizeLimit: 1000, limitName: "", encoding: .gzip)
        reader.append(ByteBuffer(bytes: Self.framed(message, flag: 1)))
        let error = #expect(throws: RPCStatus.self) { _ = try reader.next() }
        #expect(error?.code == .internal)
    }

    @Test func `of a message that is announced as large no more is reserved than is likely`() throws {
        var reader = MessageReader(sizeLimit: 1 << 30, limitName: "")
        reader.append(ByteBuffer(bytes: [0, 0x3f, 0, 0, 0]))
        reader.append(ByteBuffer(bytes: [1, 2, 3]))
        let message = try reader.next()
        #expect(message == nil)
        #expect(reader.reservedBytes <= 65536)
    }

    private static func compressed(_ message: [UInt8], _ encoding: MessageEncoding) throws -> [UInt8] {
        let deflater = Deflater(try #require(encoding.format), level: 9)
        var bytes: [UInt8] = []
        message.withUnsafeBytes { deflater.deflate($0) { bytes += $0 } }
        deflater.finish { bytes += $0 }
        return [1] + withUnsafeBytes(of: UInt32(bytes.count).bigEndian) { Array($0) } + bytes
    }
}
