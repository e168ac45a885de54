import JSONCoding

/// SHA-256 ([FIPS 180-4](https://doi.org/10.6028/NIST.FIPS.180-4), section 6.2): the runtime has none to test with.
enum SHA256 {
    /// The hash of `message`, in base64.
    static func base64(of message: [UInt8]) -> String {
        var state = primes(8).map { fraction(Double($0).squareRoot()) }
        let padding = [UInt8](repeating: 0, count: (119 - message.count % 64) % 64)
        let length = (0..<8).map { UInt8(truncatingIfNeeded: (message.count * 8) >> (56 - $0 * 8)) }
        let padded = message + [0x80] + padding + length
        for start in stride(from: 0, to: padded.count, by: 64) { add(padded[start..<start + 64], to: &state) }
        let bytes = state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - $0 * 8)) } }
        return String(decoding: Base64.encode(bytes), as: UTF8.self)
    }

    private static let constants = primes(64).map { fraction(root3(Double($0))) }

    private static func add(_ block: ArraySlice<UInt8>, to state: inout [UInt32]) {
        var words = stride(from: block.startIndex, to: block.endIndex, by: 4).map { offset in
            block[offset..<offset + 4].reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
        }
        for t in 16..<64 {
            let (early, late) = (words[t - 15], words[t - 2])
            let first = rotated(early, 7) ^ rotated(early, 18) ^ early >> 3
            let second = rotated(late, 17) ^ rotated(late, 19) ^ late >> 10
            words.append(words[t - 16] &+ first &+ words[t - 7] &+ second)
        }
        var h = state
        for t in 0..<64 {
            let choice = h[4] & h[5] ^ ~h[4] & h[6]
            let majority = h[0] & h[1] ^ h[0] & h[2] ^ h[1] & h[2]
            let sum1 = rotated(h[4], 6) ^ rotated(h[4], 11) ^ rotated(h[4], 25)
            let sum0 = rotated(h[0], 2) ^ rotated(h[0], 13) ^ rotated(h[0], 22)
            let first = h[7] &+ sum1 &+ choice &+ constants[t] &+ words[t]
            h = [first &+ sum0 &+ majority, h[0], h[1], h[2], h[3] &+ first, h[4], h[5], h[6]]
        }
        for index in 0..<8 { state[index] &+= h[index] }
    }

    private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }

    private static func primes(_ count: Int) -> [Int] {
        var primes: [Int] = []
        var candidate = 2
        while primes.count < count {
            if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
            candidate += 1
        }
        return primes
    }

    private static func root3(_ number: Double) -> Double {
        var root = number / 3 + 1
        for _ in 0..<64 { root -= (root * root * root - number) / (3 * root * root) }
        return root
    }

    /// The first 32 bits after the point of `root`: a `Double` has enough digits for primes up to 311.
    private static func fraction(_ root: Double) -> UInt32 {
        UInt32((root - root.rounded(.down)) * 4_294_967_296)
    }
}
