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
    func `a compressed message is not implemented`(flag: UInt8) {
        var reader = MessageReader(sizeLimit: 100, limitName: "")
        reader.append(ByteBuffer(bytes: Self.framed([1], flag: flag)))
        let error = #expect(throws: RPCStatus.self) { _ = try reader.next() }
        #expect(error?.code == .unimplemented)
    }
}
