import NIOCore
import Testing

@testable import KServeService

struct JSONStringTests {
    private func text(_ literal: String) -> String {
        let bytes = Array(literal.utf8)
        return bytes.withUnsafeBytes { String(decoding: JSONString.text($0, 0..<bytes.count), as: UTF8.self) }
    }

    @Test(arguments: [
        (#""""#, ""), (#""plain é 😀""#, "plain é 😀"), (#""\"\\\/""#, "\"\\/"), (#""\b\f\n\r\t""#, "\u{8}\u{C}\n\r\t"),
        (#""\u0041\u00e9\u20AC""#, "Aé€"), (#""\uD83D\uDE00!""#, "😀!"), (#""\uDBFF\uDFFF""#, "\u{10FFFF}"),
        (#""\u0000""#, "\u{0}"),
    ])
    func `escapes are undone`(literal: String, expected: String) {
        #expect(text(literal) == expected)
    }

    @Test(arguments: [
        ("", #""""#), ("a\"b\\c/d", #""a\"b\\c/d""#), ("\n\r\t", #""\n\r\t""#), ("\u{0}\u{1F}", #""\u0000\u001f""#),
        ("é😀\u{7F}", "\"é😀\u{7F}\""),
    ])
    func `only what must be escaped is escaped`(plain: String, expected: String) {
        var buffer = ByteBuffer()
        buffer.writeJSONString(Array(plain.utf8))
        #expect(buffer.text == expected)
        #expect(text(expected) == plain)
    }
}
