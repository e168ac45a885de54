import JSONCoding
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Random numbers that are the same in every run (SplitMix64).
private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// Writes random documents.
private struct Writer {
    var random: Seeded
    private var keyCount = 0

    init(seed: UInt64) {
        random = Seeded(state: seed)
    }

    mutating func value(depth: Int) -> String {
        switch Int.random(in: 0...(depth > 0 ? 10 : 6), using: &random) {
        case 0: "null"
        case 1: Bool.random(using: &random) ? "true" : "false"
        case 2: "\(Int.random(in: -1000...1000, using: &random))"
        case 3, 4: number()
        case 5, 6: text()
        case 7, 8: "[" + parts { $0.value(depth: depth - 1) } + "]"
        default: "{" + parts { $0.key() + $0.space() + ":" + $0.value(depth: depth - 1) } + "}"
        }
    }

    mutating func number() -> String {
        let digits = (0..<Int.random(in: 1...22, using: &random)).map { _ in Int.random(in: 0...9, using: &random) }
        var text = Bool.random(using: &random) ? "-" : ""
        let whole = Int.random(in: 0..<digits.count, using: &random)
        let head = digits[..<whole].drop { $0 == 0 }.map(String.init).joined()
        text += head.isEmpty ? "0" : head
        text += "." + digits[whole...].map(String.init).joined()
        // Foundation refuses a zero with an exponent.
        if digits.contains(where: { $0 > 0 }), Int.random(in: 0..<3, using: &random) == 0 {
            text += ["e", "E", "e+", "e-", "E-"].randomElement(using: &random) ?? "e"
            text += "\(Int.random(in: 0...15, using: &random))"
        }
        return text
    }

    mutating func text() -> String {
        let pieces = [
            "a", "key", "é", "😀", " ", "/", "\\\"", "\\\\", "\\n", "\\u00e9", "\\ud83d\\ude00", "\\u0000", "long text ",
        ]
        let count = Int.random(in: 0...6, using: &random)
        return "\"" + (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined() + "\""
    }

    /// No key comes twice: Foundation does not look at values that it does not hand out.
    private mutating func key() -> String {
        keyCount += 1
        return "\"\(keyCount)" + text().dropFirst()
    }

    private mutating func space() -> String { ["", "", "", " ", "\n\t", "\r "].randomElement(using: &random) ?? "" }

    private mutating func parts(_ part: (inout Writer) -> String) -> String {
        var parts: [String] = []
        for _ in 0..<Int.random(in: 0...9, using: &random) { parts.append(space() + part(&self) + space()) }
        return parts.joined(separator: ",")
    }
}

@Suite struct RandomTests {
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `random documents decode and encode as with Foundation`(seed: UInt64) throws {
        var writer = Writer(seed: seed)
        for _ in 0..<250 {
            let text = writer.value(depth: 3)
            let (ours, theirs) = (ours(Shapes.Anything.self, text), theirs(Shapes.Anything.self, text))
            try #require(ours == theirs, "\(text)")
            guard case .value(let value) = ours else { continue }
            let written = (JSONCodingTests.ours(value), JSONCodingTests.theirs(value))
            try #require(written.0 == written.1, "\(text)")
        }
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `documents with a wrong byte are refused when Foundation refuses them`(seed: UInt64) throws {
        var writer = Writer(seed: seed)
        let bytes = Array("[]{},:\"\\ 0123456789.eE+-tfnu\n\t".utf8) + [0, 0x1F, 0x7F, 0x80, 0xC3, 0xFF]
        for _ in 0..<400 {
            var text = Array(writer.value(depth: 3).utf8)
            for _ in 0..<Int.random(in: 1...2, using: &writer.random) {
                let place = Int.random(in: 0..<text.count, using: &writer.random)
                let byte = bytes.randomElement(using: &writer.random) ?? 0
                switch Int.random(in: 0..<4, using: &writer.random) {
                case 0: text.insert(byte, at: place)
                case 1: text[place] = byte
                case 2 where text.count > 1: text.remove(at: place)
                default: text.removeLast(text.count - max(1, place))
                }
            }
            let ours = Outcome { try JSON.decode(Shapes.Anything.self, from: text) }
            let theirs = Outcome { try JSONDecoder().decode(Shapes.Anything.self, from: Data(text)) }
            if ours != theirs, !theirs.isError {
                // Foundation lets a comma too many pass, and reads a byte of 0 as a sign of UTF-16 or UTF-32.
                try #require(ours.isError && (Self.hasCommaTooMany(text) || text.contains(0)), "\(text)")
            }
        }
    }

    @Test func `numbers are the nearest ones`() throws {
        var writer = Writer(seed: 99)
        let texts = (0..<4000).map { _ in writer.number() }
        let document = try JSONDocument(Array(("[" + texts.joined(separator: ",") + "]").utf8))
        let (doubles, floats) = (try document.decode([Double].self), try document.decode([Float].self))
        for (index, text) in texts.enumerated() {
            try #require(doubles[index].bitPattern == Double(text)?.bitPattern, "\(text)")
            try #require(floats[index].bitPattern == Float(text)?.bitPattern, "\(text)")
        }
    }

    /// Numbers that lie in the middle between two others, or next to it, are the hard ones.
    @Test func `numbers between two others go to the even one`() throws {
        var random = Seeded(state: 7)
        for _ in 0..<2000 {
            let float = Float(bitPattern: UInt32.random(in: 0x3000_0000..<0x5000_0000, using: &random))
            let middle = (Double(float) + Double(float.nextUp)) / 2
            for number in [middle.nextDown, middle, middle.nextUp] {
                let text = "\(number)"
                try #require(ours(Float.self, text) == .value(Float(text) ?? .nan), "\(text)")
            }
            let whole = UInt64.random(in: 1 << 53..<1 << 63, using: &random)
            try #require(ours(Double.self, "\(whole)") == .value(Double(whole)))
            try #require(ours(Double.self, "\(whole)e-5") == .value(Double("\(whole)e-5") ?? .nan))
        }
    }

    @Test func `every number that is written is read as the same`() throws {
        var random = Seeded(state: 3)
        let doubles = (0..<2000).map { _ in Double(bitPattern: .random(in: 0..<0x7FF0 << 48, using: &random)) }
        let floats = (0..<2000).map { _ in Float(bitPattern: .random(in: 0..<0x7F80 << 16, using: &random)) }
        #expect(try JSON.decode([Double].self, from: JSON.encode(doubles)) == doubles)
        #expect(try JSON.decode([Float].self, from: JSON.encode(floats)) == floats)
    }

    /// Whether there is a comma before a bracket or brace, white space aside.
    private static func hasCommaTooMany(_ text: [UInt8]) -> Bool {
        let tokens = text.filter { $0 > 0x20 }
        return zip(tokens, tokens.dropFirst()).contains {
            $0 == UInt8(ascii: ",") && ($1 == UInt8(ascii: "]") || $1 == UInt8(ascii: "}"))
        }
    }
}
