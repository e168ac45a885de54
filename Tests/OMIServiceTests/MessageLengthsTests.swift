import Testing

@testable import OMIService

struct MessageLengthsTests {
    /// Messages of 3, 0 and 4 bytes.
    private static let stream: [UInt8] = [0, 0, 0, 0, 3, 7, 7, 7, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4, 7, 7, 7, 7]

    @Test(arguments: 1...22)
    func `a message above the limit is found, whatever the pieces`(pieceLength: Int) {
        var lengths = MessageLengths()
        let found = Self.pieces(pieceLength).compactMap { lengths.firstLonger(than: 3, in: $0) }
        #expect(found.first == 4)
    }

    @Test(arguments: 1...22)
    func `messages up to the limit pass, whatever the pieces`(pieceLength: Int) {
        var lengths = MessageLengths()
        #expect(Self.pieces(pieceLength).allSatisfy { lengths.firstLonger(than: 4, in: $0) == nil })
    }

    @Test func `the length is known with the last byte of the prefix`() {
        var lengths = MessageLengths()
        #expect(lengths.firstLonger(than: 10, in: [0, 255, 255, 255]) == nil)
        #expect(lengths.firstLonger(than: 10, in: [254]) == 0xffff_fffe)
    }

    private static func pieces(_ length: Int) -> [ArraySlice<UInt8>] {
        stride(from: 0, to: stream.count, by: length).map { stream[$0..<min($0 + length, stream.count)] }
    }
}
