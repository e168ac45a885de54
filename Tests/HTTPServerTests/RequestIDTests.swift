import Testing

@testable import HTTPServer

struct RequestIDTests {
    @Test(arguments: ["", " ", "a b", "a\tb", "é", "\u{7F}", String(repeating: "x", count: 129)])
    func `an id that cannot stand in a header or a log is not taken`(value: String) {
        #expect(RequestID(given: value) == nil)
    }

    @Test(arguments: ["1", "7f9c2a1e-5b1c-4a80-9f0f-000000000000", String(repeating: "x", count: 128)])
    func `an id of the client is kept as it is`(value: String) {
        #expect(RequestID(given: value)?.description == value)
    }

    @Test func `a made id has 32 digits`() {
        #expect(
            RequestID.made(0x0123_4567_89AB_CDEF, 0xFEDC_BA98_7654_3210).description
                == "0123456789abcdeffedcba9876543210")
        #expect(RequestID.made(0, 1).description == "00000000000000000000000000000001")
    }

    @Test func `made ids differ`() {
        var (first, second) = (RequestIDs(), RequestIDs())
        let ids = Set((0..<1000).flatMap { _ in [first.make().description, second.make().description] })
        #expect(ids.count == 2000)
    }
}
