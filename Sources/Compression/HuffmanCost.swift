/// What a Huffman code for bytes makes of data.
enum HuffmanCost {
    /// The number of bytes that the best code gives, without its table.
    ///
    /// It is the sum of all inner nodes of the tree, in bits; nothing is rounded, so it is the same everywhere.
    static func bytes(of data: [UInt8]) -> Int {
        var counts = [Int](repeating: 0, count: 256)
        for byte in data { counts[Int(byte)] += 1 }
        var nodes = counts.filter { $0 > 0 }.sorted(by: >)
        // A code for one byte value alone still takes a bit each time.
        var bits = nodes.count == 1 ? data.count : 0
        while nodes.count > 1 {
            let sum = nodes.removeLast() + nodes.removeLast()
            bits += sum
            nodes.insert(sum, at: nodes.firstIndex { $0 <= sum } ?? nodes.endIndex)
        }
        return (bits + 7) / 8
    }
}
