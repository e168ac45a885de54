import NIOCore
import Testing

@testable import KServeService

struct Base64Tests {
    @Test(arguments: [
        "A", "AAAAA", "=", "==", "====", "A===", "AA=A", "AA==AA==", "QQ=", "QU JD", "QUJD\n", "QU_-", "é",
    ])
    func `a text that is not base64 is refused`(text: String) {
        #expect(Base64.decode(Array(text.utf8)) == nil)
    }

    @Test(arguments: [
        ("", ""), ("Zg==", "f"), ("Zg", "f"), ("Zm8=", "fo"), ("Zm8", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob"),
        ("Zm9vYmE=", "fooba"), ("Zm9vYmFy", "foobar"),
    ])
    func `padding may be left out`(text: String, expected: String) {
        #expect(Base64.decode(Array(text.utf8)) == Array(expected.utf8))
    }

    @Test func `bytes of any length survive the way there and back`() {
        for length in 0...300 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ length) }
            var buffer = ByteBuffer()
            buffer.writeBase64(bytes)
            #expect(buffer.readableBytes == (length + 2) / 3 * 4)
            #expect(Base64.decode(buffer.readableBytesView) == bytes)
        }
    }
}
