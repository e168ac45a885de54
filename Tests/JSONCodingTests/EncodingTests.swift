import JSONCoding
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Beside Foundation's encoder: the same text, or the same error at the same place.
@Suite struct EncodingTests {
    private func expectAgreement(_ value: some Encodable, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(ours(value) == theirs(value), sourceLocation: sourceLocation)
    }

    @Test func `JSON without NaN and infinity: they are named with their place`() {
        expectAgreement(Double.nan)
        expectAgreement([1, -Double.infinity])
        expectAgreement(["a": ["b": Float.nan]])
        expectAgreement([[Float](), [0, .infinity]])
        expectAgreement([Double.nan: 1])
        #expect(ours([Shapes.Figure.circle(radius: .nan)]) == .error("invalid value nan at [0].circle.radius"))
        #expect(ours([Decimal(1), .nan]) == .error("invalid value NaN at [1]"))
    }

    @Test func `numbers are written as Foundation writes them`() {
        expectAgreement([
            0.0, -0.0, 1, 0.1, 1e15, 1e16, 1e17, 123456789.125, 1e-4, 1e-5, 1e300, .leastNonzeroMagnitude, .pi,
        ])
        expectAgreement([Float(0.1), 1, 16777216, 1e10, 3.4e38, .leastNonzeroMagnitude, -2.5])
        expectAgreement([Double.greatestFiniteMagnitude, .leastNonzeroMagnitude, .leastNormalMagnitude])
        expectAgreement([Int.min, .max])
        expectAgreement([Int8.min, .max])
        expectAgreement([Int16.min, .max])
        expectAgreement([Int32.min, .max])
        expectAgreement([UInt8.max])
        expectAgreement([UInt16.max])
        expectAgreement([UInt32.max])
        expectAgreement([UInt.max])
        expectAgreement([UInt64.max])
        expectAgreement([Int128.min, .max])
        expectAgreement(UInt128.max)
        expectAgreement([true, false])
        expectAgreement(7)
    }

    @Test func `text is escaped as Foundation escapes it`() {
        let controls = String(String.UnicodeScalarView((0..<0x20).map { Unicode.Scalar(UInt8($0)) }))
        expectAgreement(controls + "a\"\\/\u{7F}\u{80}\u{2028}é😀\u{10FFFF}")
        expectAgreement("")
        expectAgreement([controls: controls])
    }

    @Test func `keys are sorted by their bytes`() {
        let names = ["", "a10", "a9", "B", "b", "é", "z", "e\u{301}x", "A", "aa", "\u{FF5E}", "😀", "~", "a\u{0}"]
        expectAgreement(Dictionary(uniqueKeysWithValues: names.map { ($0, 1) }))
    }

    @Test func `values with parts are written as Foundation writes them`() {
        expectAgreement([Int?.none, 1])
        expectAgreement(Int?.none)
        expectAgreement([String: Int]())
        expectAgreement([[[Int]]]())
        expectAgreement([[1, 2], [], [3]])
        expectAgreement([1: "x", 10: "y", 9: "z"])
        expectAgreement([Shapes.Color.red: 1])
        expectAgreement(Set([1]))
        expectAgreement(
            Shapes.Row(name: "n", width: nil, tags: ["a", "b"], size: Shapes.Size(height: 2, depth: 3)))
        expectAgreement([Shapes.Figure.nothing, .circle(radius: 1), .line(1, 2)])
        expectAgreement(Shapes.Celsius(rawValue: 36.6))
        expectAgreement(Shapes.Dog(name: "Rex"))
        expectAgreement(Shapes.Cat())
        expectAgreement([Shapes.Nested(x: 1, y: true), Shapes.Nested(x: 2, y: nil)])
    }

    @Test func `the types of Foundation are written as Foundation writes them`() throws {
        expectAgreement(Data([1, 2, 255]))
        expectAgreement([Data(), Data([0]), Data([0, 1])])
        expectAgreement(Data([9, 1, 2, 255]).dropFirst())
        expectAgreement(Date(timeIntervalSinceReferenceDate: 1.5))
        expectAgreement(try #require(URL(string: "http://a/b c?d=é&f=%20#g")))
        expectAgreement([try #require(URL(string: "http://a/")): 1])
        expectAgreement(UUID())
        for text in ["0", "1.50", "1e100", "-0.00012", "123456789012345678901234567890.12345", "1e-100"] {
            expectAgreement(try #require(Decimal(string: text)))
        }
    }

    @Test func `a URL that needs another is refused`() throws {
        let base = try #require(URL(string: "http://a/b/"))
        let url = try #require(URL(string: "c", relativeTo: base))
        #expect(ours([url]) == .error("invalid value c -- http://a/b/ at [0]"))
        #expect(ours(url.absoluteURL) == .value("\"http://a/b/c\""))
    }

    @Test func `what encodes nothing is an empty object, but not alone`() {
        struct Silent: Encodable {
            func encode(to encoder: any Encoder) {}
        }
        struct Asking: Encodable {
            func encode(to encoder: any Encoder) { _ = encoder.singleValueContainer() }
        }
        expectAgreement([Silent()])
        expectAgreement(["a": Asking()])
        #expect(ours(Silent()).isError)
        #expect(ours(Asking()).isError)
    }

    @Test func `containers may be asked for twice, and be left empty`() {
        struct Twice: Encodable {
            enum Key: String, CodingKey { case a, b, c }

            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Key.self)
                try container.encode(1, forKey: .a)
                try container.encode(2, forKey: .a)
                var first = container.nestedContainer(keyedBy: Key.self, forKey: .b)
                try first.encode(1, forKey: .a)
                var second = container.nestedContainer(keyedBy: Key.self, forKey: .b)
                try second.encodeNil(forKey: .b)
                var list = container.nestedUnkeyedContainer(forKey: .c)
                _ = list.nestedUnkeyedContainer()
                _ = list.nestedContainer(keyedBy: Key.self)
                _ = list.superEncoder()
                try list.encodeNil()
                try "late".encode(to: list.superEncoder())
                _ = container.superEncoder()
            }
        }
        expectAgreement(Twice())
    }

    @Test func `many containers are found again by their names, in whatever order`() {
        struct Many: Encodable {
            let names: [String]

            func encode(to encoder: any Encoder) throws {
                for round in 0..<2 {
                    var container = encoder.container(keyedBy: AnyKey.self)
                    for name in names {
                        var list = container.nestedUnkeyedContainer(forKey: AnyKey(stringValue: name))
                        try list.encode(round)
                    }
                }
            }
        }
        struct AnyKey: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }
        for count in [2, 31, 32, 33, 100] {
            expectAgreement(Many(names: (0..<count).map { "\($0 * 7919 % count)" }))
            expectAgreement(Many(names: (0..<count).reversed().map { "\($0)" }))
        }
    }

    @Test func `a part that fails and is passed over leaves nothing`() {
        struct Careless: Encodable {
            enum Key: String, CodingKey { case a, b, c }
            struct Half: Encodable {
                func encode(to encoder: any Encoder) throws {
                    var container = encoder.container(keyedBy: Key.self)
                    try container.encode(1, forKey: .a)
                    try container.encode(Double.nan, forKey: .b)
                }
            }

            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Key.self)
                var list = container.nestedUnkeyedContainer(forKey: .c)
                for value in [1, .nan, 2] as [Double] { try? list.encode(value) }
                try? list.encode([1, .nan])
                try? list.encode(Half())
                try? container.encode(Half(), forKey: .b)
                try container.encode("a", forKey: .a)
            }
        }
        #expect(ours(Careless()) == .value(#"{"a":"a","c":[1,2]}"#))
    }

    @Test func `two values in one place are an error, not a crash`() {
        struct Both: Encodable {
            func encode(to encoder: any Encoder) throws {
                var list = encoder.unkeyedContainer()
                try list.encode(1)
                var single = encoder.singleValueContainer()
                try single.encode(2)
                _ = encoder.container(keyedBy: Shapes.Nested.Key.self)
            }
        }
        guard case .error(let text) = ours(["x": Both()]) else {
            Issue.record("two values were encoded in one place")
            return
        }
        #expect(text.hasSuffix(" at .x"))
    }

    @Test func `bytes are base64 both ways`() throws {
        for count in 0..<10 {
            let bytes = Base64Bytes((0..<count).map { UInt8(250 + $0 % 6) })
            #expect(ours(bytes) == theirs(Data(bytes.bytes)))
            #expect(try JSON.decode(Base64Bytes.self, from: JSON.encode(bytes)) == bytes)
        }
    }
}
