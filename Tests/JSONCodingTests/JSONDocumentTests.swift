import Testing

import JSONCoding

@Suite struct JSONDocumentTests {
    @Test(arguments: [
        ("", JSONSyntaxError.endsTooSoon(expected: "a value")), ("  ", .endsTooSoon(expected: "a value")),
        ("[", .endsTooSoon(expected: "a value")), ("[1", .endsTooSoon(expected: "',' or ']'")),
        ("[1 2]", .unexpectedByte(offset: 3, expected: "',' or ']'")),
        ("[1,]", .unexpectedByte(offset: 3, expected: "a value")),
        ("{\"a\"}", .unexpectedByte(offset: 4, expected: "':'")),
        ("{a:1}", .unexpectedByte(offset: 1, expected: "a key in quotes")),
        ("{\"a\":1,}", .unexpectedByte(offset: 7, expected: "a key in quotes")),
        ("\"abc", .endsTooSoon(expected: "'\"'")), ("\"\\", .endsTooSoon(expected: "an escape of JSON")),
        ("\"\\u00g0\"", .unexpectedByte(offset: 5, expected: "a hex digit")),
        ("\"\n\"", .unexpectedByte(offset: 1, expected: "no control character in a string")),
        ("-", .endsTooSoon(expected: "a digit")), ("1.", .endsTooSoon(expected: "a digit")),
        (".5", .unexpectedByte(offset: 0, expected: "a value")), ("1e+", .endsTooSoon(expected: "a digit")),
        ("01", .unexpectedByte(offset: 1, expected: "the end")),
        ("+1", .unexpectedByte(offset: 0, expected: "a value")),
        ("1.2.3", .unexpectedByte(offset: 3, expected: "the end")),
        ("tru", .unexpectedByte(offset: 0, expected: "true")),
        ("NaN", .unexpectedByte(offset: 0, expected: "a value")),
        ("1 // c", .unexpectedByte(offset: 2, expected: "the end")),
        ("\u{FEFF}1", .unexpectedByte(offset: 0, expected: "a value")),
    ])
    func `text that is not JSON is told where`(text: String, error: JSONSyntaxError) {
        #expect(throws: error) { _ = try JSONDocument(Array(text.utf8)) }
    }

    @Test(arguments: [
        "null", " true\n", "false", "0", "-0.5e-10", "12E+3", "\"\"", #""\u00e9\n\"\\\/""#, "[]", "{}", "[[],{}]",
        #"{"a":{"b":[1, 2 ,3]} , "c" : "é😀"}"#,
    ])
    func `JSON passes`(text: String) throws {
        _ = try JSONDocument(Array(text.utf8))
    }

    @Test func `depth has a limit`() throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        _ = try JSONDocument(nested(512))
        #expect(throws: JSONSyntaxError.tooDeep) { _ = try JSONDocument(nested(513)) }
        #expect(throws: JSONSyntaxError.tooDeep) {
            _ = try JSONDocument(Array(String(repeating: "{\"a\":", count: 100_000).utf8))
        }
    }

    @Test func `bytes that are cut within a character are refused`() {
        #expect(throws: JSONSyntaxError.notUTF8) { _ = try JSONDocument([0x22, 0xC3]) }
    }
}

@Suite struct JSONKindTests {
    /// A key of a path: the one of an element when it is a number.
    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { Int(stringValue) }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    @Test(
        arguments: [
            ([], .object), (["a"], .array), (["a", "0"], .number), (["a", "1"], .string), (["a", "2"], .null),
            (["a", "3"], .array), (["a", "3", "1"], .number), (["a", "4"], nil), (["a", "-1"], nil), (["a", "x"], nil),
            (["a", "0", "0"], nil), (["é"], .boolean), (["b"], .boolean), (["7"], .object), (["c"], nil),
            (["a", "3", "2"], nil),
        ] as [([String], JSONKind?)])
    func `the kind of a value is found by its path`(path: [String], kind: JSONKind?) throws {
        let document = try JSONDocument(Array(#"{"a":[1,"\n",null,[2, 3]],"\u00e9":true,"b":false,"7":{}}"#.utf8))
        #expect(document.kind(at: path.map { Key(stringValue: $0) }) == kind)
    }
}
