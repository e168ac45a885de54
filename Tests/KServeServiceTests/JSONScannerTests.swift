import Testing

@testable import KServeService

struct JSONScannerTests {
    /// The problem of a document and where it is, or nil when it is JSON.
    private func check(_ bytes: [UInt8]) -> JSONSyntaxError? {
        do throws(JSONSyntaxError) {
            try JSONScanner.validate(bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        arguments: [
            ("", .empty, 0), (" ", .unexpectedEnd, 1), ("[", .unexpectedEnd, 1), ("{", .unexpectedEnd, 1),
            ("[1", .unexpectedEnd, 2), ("[1,", .unexpectedEnd, 3), ("[1,]", .expectedValue, 3),
            ("[,1]", .expectedValue, 1),
            ("[1 2]", .expectedCommaOrBracket, 3), ("[1}", .expectedCommaOrBracket, 2), ("]", .expectedValue, 0),
            ("{]", .expectedKey, 1), ("{1:2}", .expectedKey, 1), ("{'a':1}", .expectedKey, 1),
            ("{\"a\"}", .expectedColon, 4),
            ("{\"a\":}", .expectedValue, 5), ("{\"a\":1,}", .expectedKey, 7),
            ("{\"a\":1 \"b\":2}", .expectedCommaOrBrace, 7),
            ("{\"a\" 1}", .expectedColon, 5), ("1 2", .trailingBytes, 2), ("{}}", .trailingBytes, 2),
            ("[] x", .trailingBytes, 3),
            ("01", .malformedNumber, 1), ("-", .unexpectedEnd, 1), ("-x", .malformedNumber, 1),
            ("1.", .unexpectedEnd, 2),
            ("1.e1", .malformedNumber, 2), (".5", .expectedValue, 0), ("+1", .expectedValue, 0),
            ("1e", .unexpectedEnd, 2),
            ("1e+", .unexpectedEnd, 3), ("[1e+]", .malformedNumber, 4), ("0x10", .trailingBytes, 1),
            ("-01", .malformedNumber, 2),
            ("1_000", .trailingBytes, 1), ("NaN", .malformedLiteral, 0), ("Infinity", .malformedLiteral, 0),
            ("-Infinity", .malformedNumber, 1), ("True", .malformedLiteral, 0), ("tru", .unexpectedEnd, 3),
            ("trux", .malformedLiteral, 0), ("nul]", .malformedLiteral, 0), ("truefalse", .trailingBytes, 4),
            ("\"", .unexpectedEnd, 1), ("\"a", .unexpectedEnd, 2), ("'a'", .expectedValue, 0),
            ("\"\n\"", .controlCharacter, 1),
            ("\"\t\"", .controlCharacter, 1), ("\"\u{0}\"", .controlCharacter, 1), ("\"\\x\"", .malformedEscape, 1),
            ("\"\\", .unexpectedEnd, 1), ("\"\\u12\"", .malformedEscape, 1), ("\"\\u12", .unexpectedEnd, 5),
            ("\"\\u12G4\"", .malformedEscape, 1), ("\"\\uD800\"", .loneSurrogate, 1),
            ("\"\\uDC00\"", .loneSurrogate, 1),
            ("\"\\uD800\\n\"", .loneSurrogate, 1), ("\"\\uD800\\u0041\"", .loneSurrogate, 1),
            ("/* */1", .expectedValue, 0),
            ("\u{FEFF}1", .expectedValue, 0), ("\u{A0}1", .expectedValue, 0), ("[1]\u{0}", .trailingBytes, 3),
        ] as [(String, JSONSyntaxError.Problem, Int)])
    func `a document that is not JSON is refused at its first wrong byte`(
        document: String, problem: JSONSyntaxError.Problem, offset: Int
    ) {
        #expect(check(Array(document.utf8)) == JSONSyntaxError(problem: problem, offset: offset))
    }

    @Test(
        arguments: [
            [0x80], [0xC0, 0xAF], [0xC1, 0xBF], [0xC3, 0x28], [0xE0, 0x80, 0x80], [0xE2, 0x28, 0xA1],
            [0xE2, 0x82, 0x28],
            [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x28, 0x8C, 0xBC], [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF], [0xE2, 0x82],
        ] as [[UInt8]])
    func `a string that is not UTF-8 is refused`(bytes: [UInt8]) {
        let quote = UInt8(ascii: "\"")
        #expect(check([quote] + bytes + [quote]) == JSONSyntaxError(problem: .malformedUTF8, offset: 1))
    }

    @Test(arguments: [
        "0", "-0", "10", "-1.5", "1e5", "1E-5", "0.1e+10", "0e0", "-0.0", "true", "false", "null", "\"\"", "[]", "{}",
        " [ ] ", "\t{\r\n}", "[1,2 , 3]", "[[],{}]", "{\"a\":{\"b\":[1]}}", "{\"\":0}", "{\"a\":1,\"a\":2}",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"", "\"\\uD83D\\uDE00\"", "\"é€😀\"", "\"\u{7F}\"", "\"\u{FFFF}\"",
        "\"\u{10FFFF}\"", "[\"\u{2028}\"]", "123456789012345678901234567890", "1e99999", "-1e-99999", "[0,0.0]",
    ])
    func `a JSON document is accepted`(document: String) {
        #expect(check(Array(document.utf8)) == nil)
    }

    @Test func `a number of a million digits is one value`() {
        #expect(check([UInt8](repeating: UInt8(ascii: "7"), count: 1_000_000)) == nil)
    }

    @Test func `nesting is allowed up to the limit and refused beyond it`() {
        func nested(_ depth: Int, _ open: String, _ close: String) -> [UInt8] {
            Array((String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)).utf8)
        }
        #expect(check(nested(512, "[", "]")) == nil)
        #expect(check(nested(513, "[", "]")) == JSONSyntaxError(problem: .tooDeep, offset: 512))
        #expect(check(nested(512, "{\"a\":", "}")) == nil)
        #expect(check(nested(513, "{\"a\":", "}"))?.problem == .tooDeep)
    }

    @Test(arguments: ["[", "{\"a\":", "[{\"a\":"])
    func `a bomb of a hundred thousand brackets is refused`(bracket: String) {
        #expect(check(Array(String(repeating: bracket, count: 100_000).utf8))?.problem == .tooDeep)
    }

    @Test func `a wide document is not taken for a deep one`() {
        #expect(check(Array(("[" + String(repeating: "[[1]],", count: 2000) + "[]]").utf8)) == nil)
    }

    @Test func `a document cut at any byte is refused at its end`() {
        let whole = Array(
            #" {"instances": [[1.5e+3, -0, true], {"b64": "QQ=="}, "a\"\\\u00e9\uD83D\uDE00é€😀", null, false], "x": {}} "#
                .utf8)
        #expect(check(whole) == nil)
        let end = whole.count - 1
        for length in 2..<end {
            let problem = check(Array(whole[..<length]))
            #expect(problem?.problem == .unexpectedEnd, "cut at \(length): \(problem.map(\.description) ?? "accepted")")
        }
    }

    @Test func `every byte of a document may be replaced by any other without harm`() {
        let whole = Array(#"{"a":[1.5e3,"\u00e9😀\n",null]}"#.utf8)
        for index in whole.indices {
            for byte in 0...UInt8.max {
                var changed = whole
                changed[index] = byte
                _ = check(changed)
            }
        }
    }

    @Test func `a value is where it begins and ends without white space`() throws {
        let document = Array("  [1, 2]  ".utf8)
        let range = try document.span.withUnsafeBytes { bytes throws(JSONSyntaxError) in
            var scanner = JSONScanner(bytes)
            return try scanner.skipValue()
        }
        #expect(range == 2..<8)
    }
}
