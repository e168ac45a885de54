import Testing

import JSONCoding

@Suite struct JSONTreeTests {
    @Test(arguments: [
        "null", "true", "-1.50e+07", "123456789012345678901234567890", #""a\"\\\n\u0001é""#, "[]", "[1,2.0]",
        "[1,[],{}]", "{}", #"{"b":1,"a":{"b":[null,false]},"b":2}"#,
    ])
    func `JSON goes in and comes out as it was`(text: String) throws {
        #expect(String(decoding: try JSONTree(parsing: Array(text.utf8)).bytes, as: UTF8.self) == text)
    }

    @Test func `white space goes, half a surrogate pair is replaced`() throws {
        #expect(try JSONTree(parsing: Array(#" [ 1 , "\ud800" ] "#.utf8)) == [1, "\u{FFFD}"])
    }

    @Test func `of members with one name the first is found, and no member in what is no object`() {
        let tree: JSONTree = ["a": 1, "a": 2]
        #expect(tree["a"] == 1)
        #expect(tree["b"] == nil)
        #expect(JSONTree.array([1])["a"] == nil)
        #expect(JSONTree.members(["a": nil, "b": true]) == ["b": true])
    }

    @Test func `what is not JSON is refused`() {
        #expect(throws: JSONSyntaxError.self) { try JSONTree(parsing: Array("[1".utf8)) }
    }
}
