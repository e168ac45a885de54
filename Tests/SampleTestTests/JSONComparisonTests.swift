import Testing

@testable import SampleTest

@Suite struct JSONComparisonTests {
    private func differences(_ expected: String, _ got: String, tolerance: Double = 1e-6) throws -> [String] {
        var comparison = JSONComparison(tolerance: tolerance)
        comparison.compare(
            try #require(JSONValue(json: Array(got.utf8))), with: try #require(JSONValue(json: Array(expected.utf8))))
        return comparison.differences
    }

    @Test(arguments: [
        ("5", "3", "expected 5, got 3"),
        ("0.5", "null", "expected 0.5, got null"),
        ("true", "1", "expected true, got 1"),
        ("\"5\"", "5", "expected \"5\", got 5"),
        ("[1]", "{\"a\":1}", "expected a list of 1 value, got an object"),
        ("{}", "[]", "expected an object, got a list of 0 values"),
        ("{\"a\":{\"b\":[1,2,3]}}", "{\"a\":{\"b\":[1,2]}}", "a.b[2]: missing"),
        ("{\"a\":[[1],[2]]}", "{\"a\":[[1],[2,3]]}", "a[1][1]: unexpected"),
        ("[{\"a\":1,\"b\":2}]", "[{\"b\":2}]", "[0].a: missing"),
        ("{}", "{\"a\":null}", "a: unexpected"),
        ("{\"a\":null}", "{}", "a: missing"),
        ("\"e\\u0301\"", "\"\\u00e9\"", "expected \"e\u{301}\", got \"\u{e9}\""),
    ])
    func `a difference is told with its path and both values`(expected: String, got: String, text: String) throws {
        #expect(try differences(expected, got) == [text])
    }

    @Test func `every difference is told, keys in their order`() throws {
        let expected = #"{"data":{"z":1,"a":[{"class":5,"score":0.5},{"class":4,"score":0.25}]}}"#
        let got = #"{"data":{"a":[{"class":3,"score":0.5},{"class":4,"score":0.35}],"y":0}}"#
        #expect(
            try differences(expected, got) == [
                "data.a[0].class: expected 5, got 3", "data.a[1].score: expected 0.25, got 0.35",
                "data.y: unexpected", "data.z: missing",
            ])
    }

    @Test func `a long text is cut`() throws {
        let text = String(repeating: "a", count: 100)
        #expect(try differences("\"\(text)\"", "1") == ["expected \"\(text.prefix(60))…\", got 1"])
    }

    @Test(arguments: [
        ("1", "1.0"), ("0.1", "0.10000005"), ("1e-9", "0"), ("100000000", "100000050"), ("-1", "-1.0000005"),
        ("{\"a\":1,\"b\":[true,null,\"x\"]}", "{ \"b\" : [true, null, \"x\"], \"a\" : 1 }"),
    ])
    func `what is within the tolerance is equal, in any order and spacing`(expected: String, got: String) throws {
        #expect(try differences(expected, got).isEmpty)
    }

    @Test(arguments: [("0.1", "0.10001"), ("1", "1.00001"), ("100000000", "100000200"), ("0.000001", "-0.000001")])
    func `what is beyond the tolerance is not`(expected: String, got: String) throws {
        #expect(try differences(expected, got).count == 1)
    }

    @Test func `no tolerance means the same number`() throws {
        #expect(try differences("0.1", "0.1", tolerance: 0).isEmpty)
        #expect(try differences("1", "1.0", tolerance: 0).isEmpty)
        #expect(try differences("0.1", "0.10000000000000002", tolerance: 0).count == 1)
        #expect(try differences("9007199254740993", "9007199254740992", tolerance: 0).count == 1)
    }

    @Test(arguments: ["", "{", "[1", "nope", "1e400", "\u{1}"])
    func `what is no JSON has no value`(text: String) {
        #expect(JSONValue(json: Array(text.utf8)) == nil)
    }

    @Test func `JSON may be as deep as the decoder allows`() throws {
        func nested(_ value: String) -> String {
            String(repeating: "[", count: 500) + value + String(repeating: "]", count: 500)
        }
        let path = String(repeating: "[0]", count: 500)
        #expect(try differences(nested("1"), nested("2")) == ["\(path): expected 1, got 2"])
    }
}
