import Testing

@testable import JSONCoding

/// A server decodes and encodes for months.
@Suite struct LifetimeTests {
    @Test func `nothing of an encoding keeps itself alive`() throws {
        weak var run: EncodingRun?
        do {
            let newRun = EncodingRun()
            run = newRun
            try Shapes.Nested(x: 1, y: true).encode(to: ValueEncoder(run: newRun, node: EncodingRun.root))
            #expect(String(decoding: try newRun.json(), as: UTF8.self) == #"{"a":{"b":[[1],{"c":true}]}}"#)
        }
        #expect(run == nil)
    }

    @Test func `nothing of a decoding keeps itself alive`() throws {
        weak var root: ValueDecoder?
        weak var kept: JSONDocument?
        do {
            let document = try JSONDocument(Array(#"{"a":{"b":[[1],{"c":true}]}}"#.utf8))
            let run = DecodingRun(document: document)
            let decoder = ValueDecoder(run: run, value: document.root, parent: nil, key: nil)
            (root, kept) = (decoder, document)
            #expect(try Shapes.Nested(from: decoder) == Shapes.Nested(x: 1, y: true))
        }
        #expect(root == nil)
        #expect(kept == nil)
    }
}
