import Testing

@testable import HTTPServer

struct ContentEncodingTests {
    @Test(
        arguments: [
            ([], .identity), (["identity"], .identity), (["gzip"], .gzip), (["GZip"], .gzip), (["x-gzip"], .gzip),
            (["identity, gzip"], .gzip), ([""], .identity), (["deflate"], .other("deflate")), (["br"], .other("br")),
            (["gzip, gzip"], .other("gzip, gzip")), (["gzip", "br"], .other("gzip, br")),
            (["zstd,gzip"], .other("zstd, gzip")),
        ] as [([String], ContentEncoding)])
    func `only gzip, once, is understood`(values: [String], expected: ContentEncoding) {
        var encoding = ContentEncoding.identity
        for value in values { encoding.add(value) }
        #expect(encoding == expected)
    }
}
