import Testing

@testable import JSONCoding

/// A server decodes and encodes for months.
@Suite struct LifetimeTests {
    @Test func `nothing of an encoding keeps itself alive`() throws {
        weak var root: ValueEncoder?
        weak var run: EncodingRun?
        weak var object: EncodedObject?
        do {
            let newRun = EncodingRun()
            let encoder = ValueEncoder(run: newRun, parent: nil, key: nil)
            (root, run, object) = (encoder, newRun, encoder.object())
            try Shapes.Nested(x: 1, y: true).encode(to: encoder)
            let json = try newRun.json(of: .later(encoder.slot))
            #expect(String(decoding: json, as: UTF8.self) == #"{"a":{"b":[[1],{"c":true}]}}"#)
        }
        #expect(root == nil)
        #expect(run == nil)
        #expect(object == nil)
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
