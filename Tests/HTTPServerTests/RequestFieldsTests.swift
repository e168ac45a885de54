import NIOHTTP1
import Testing

@testable import HTTPServer

struct RequestFieldsTests {
    @Test func `names are known in any case and values are kept`() {
        let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        let fields = RequestFields([
            "CONTENT-LENGTH": "17", "Expect": "100-Continue", "content-ENCODING": "gzip", "X-Request-ID": "me",
            "TraceParent": trace, "TraceState": "a=1", "tracestate": "b=2", "Upgrade": "h2c",
        ])
        #expect(fields.contentLength == 17)
        #expect(fields.expectsContinue && fields.hasUpgrade)
        #expect(fields.contentEncoding == .gzip)
        #expect(fields.requestID == .given("me"))
        #expect(fields.trace == TraceContext(parent: trace, state: "a=1,b=2"))
    }

    @Test func `names of the same length say nothing`() {
        let fields = RequestFields([
            "expecu": "100-continue", "upgradf": "h2c", "tracestatf": "x", "traceparenu": "x", "x-request-ie": "me",
            "content-lengti": "17", "content-encodinh": "gzip",
        ])
        #expect(fields.contentLength == 0)
        #expect(!fields.expectsContinue && !fields.hasUpgrade)
        #expect(fields.contentEncoding == .identity)
        #expect(fields.requestID == nil)
        #expect(fields.trace == nil)
    }
}
