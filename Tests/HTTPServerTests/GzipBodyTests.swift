import NIOCore
import Testing

@testable import HTTPServer

struct GzipBodyTests {
    private func inflated(_ bytes: [UInt8], limit: Int = 1000) throws(HTTPProblem) -> [UInt8] {
        Array(try GzipBody.inflated(ByteBuffer(bytes: bytes), limitBytes: limit).readableBytesView)
    }

    @Test(arguments: [
        [], [0x1F], Array("{\"instances\":[1]}".utf8), [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3],
        [0x78, 0x9C, 3, 0, 0, 0, 0, 1],
    ])
    func `what is not gzip is refused`(bytes: [UInt8]) {
        #expect(throws: HTTPProblem.malformedGzip) { try inflated(bytes) }
    }

    @Test func `gzip that is cut anywhere is refused`() {
        let whole = Gzip.compressed(Array("{\"instances\":[1,2,3]}".utf8))
        for length in whole.indices {
            #expect(throws: HTTPProblem.malformedGzip) { try inflated(Array(whole[..<length])) }
        }
    }

    @Test func `any changed byte is noticed, or changes nothing`() {
        let text = Array("{\"instances\":[1,2,3]}".utf8)
        let whole = Gzip.compressed(text)
        // The header's flags of time and system are nobody's business.
        for index in whole.indices where !(4..<10).contains(index) {
            var changed = whole
            changed[index] ^= 0x41
            let result = try? inflated(changed)
            #expect(result == nil || result == text, "byte \(index)")
        }
    }

    @Test func `what follows the end is refused`() {
        #expect(throws: HTTPProblem.malformedGzip) { try inflated(Gzip.compressed([1, 2, 3]) + [0]) }
    }

    @Test(arguments: [0, 1, 100, 5000, 1_000_000])
    func `a body comes out as it went in`(size: Int) throws {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
        #expect(try inflated(Gzip.compressed(bytes), limit: max(size, 1)) == bytes)
    }

    @Test func `several members are one body`() throws {
        #expect(try inflated(Gzip.compressed([1, 2]) + Gzip.compressed([]) + Gzip.compressed([3])) == [1, 2, 3])
    }

    @Test func `the limit is exact`() throws {
        let bytes = [UInt8](repeating: 7, count: 1000)
        #expect(try inflated(Gzip.compressed(bytes)) == bytes)
        #expect(throws: HTTPProblem.bodyTooLarge(limitBytes: 1000)) { try inflated(Gzip.compressed(bytes + [7])) }
        #expect(throws: HTTPProblem.bodyTooLarge(limitBytes: 1000)) {
            try inflated(Gzip.compressed(bytes) + Gzip.compressed([7]))
        }
    }

    @Test func `a bomb of a gibibyte is not inflated`() {
        // A thousand mebibytes of zeros, as members of a mebibyte each.
        let bomb = ByteBuffer(
            bytes: Array(repeatElement(Gzip.compressed([UInt8](repeating: 0, count: 1 << 20)), count: 1024).joined()))
        #expect(bomb.readableBytes < 2 << 20)
        let duration = ContinuousClock().measure {
            #expect(throws: HTTPProblem.bodyTooLarge(limitBytes: 1 << 20)) {
                try GzipBody.inflated(bomb, limitBytes: 1 << 20)
            }
        }
        // All of it would take seconds.
        #expect(duration < .seconds(1))
    }
}
