import Testing

@testable import Compression

struct HuffmanCostTests {
    @Test func `the cost is that of the best code`() {
        #expect(HuffmanCost.bytes(of: []) == 0)
        #expect(HuffmanCost.bytes(of: [UInt8](repeating: 7, count: 80)) == 10)
        #expect(HuffmanCost.bytes(of: Array(0...255)) == 256)
        // Codes of 1, 2, 3 and 3 bits: 8 + 8 + 6 + 6 = 28 bits.
        #expect(HuffmanCost.bytes(of: Array("aaaaaaaabbbbccdd".utf8)) == 4)
    }
}
