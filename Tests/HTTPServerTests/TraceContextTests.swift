import Testing

@testable import HTTPServer

struct TraceContextTests {
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let span = "00f067aa0ba902b7"

    @Test(arguments: [
        "", "00", "00-\(trace)-\(span)", "00-\(trace)-\(span)-1", "00-\(trace)-\(span)-01-",
        "00-\(trace)-\(span)-01-more",
        "ff-\(trace)-\(span)-01", "01-\(trace)-\(span)-01x", "00-\(trace.uppercased())-\(span)-01",
        "00-\(String(repeating: "0", count: 32))-\(span)-01", "00-\(trace)-\(String(repeating: "0", count: 16))-01",
        "00_\(trace)-\(span)-01", "0g-\(trace)-\(span)-01",
        "01-\(trace)-\(span)-01-\(String(repeating: "x", count: 300))",
    ])
    func `a malformed parent makes no context`(parent: String) {
        #expect(TraceContext(parent: parent, state: "a=b") == nil)
    }

    @Test(arguments: [
        "00-\(trace)-\(span)-01", "00-\(trace)-\(span)-00", "01-\(trace)-\(span)-01-what-comes",
        "cc-\(trace)-\(span)-01",
    ])
    func `a well formed parent is kept as it is`(parent: String) throws {
        let context = try #require(TraceContext(parent: parent, state: "vendor=1"))
        #expect(context.parent == parent)
        #expect(context.state == "vendor=1")
    }

    @Test func `a state without a parent is dropped`() {
        #expect(TraceContext(parent: nil, state: "a=b") == nil)
    }
}
