import OCISpec
import Testing

@testable import RegistryClient

struct HeaderTests {
    @Test(
        arguments: [
            ("0-0", 0), ("0-1023", 1023), ("bytes=0-99", 99), (" 0-5 ", 5), ("0-4294967296", 4_294_967_296),
            ("5-9", nil), ("0-", nil), ("-5", nil), ("0--5", nil), ("", nil), ("all", nil),
            ("0-9223372036854775807", nil), ("0-99999999999999999999", nil),
        ] as [(String, Int64?)])
    func `an upload's Range tells its last byte`(value: String, end: Int64?) {
        #expect(ByteRangeHeader.uploadedEnd(value) == end)
    }

    @Test(
        arguments: [
            ("bytes 100-199/200", 100, 200), ("bytes 0-0/*", 0, nil), ("Bytes 5-9/10", 5, 10),
            ("bytes */200", nil, nil),
            ("100-199/200", nil, nil), ("", nil, nil),
        ] as [(String, Int64?, Int64?)])
    func `a download's Content-Range tells its first byte and the total`(value: String, start: Int64?, total: Int64?) {
        let range = ByteRangeHeader.downloaded(value)
        #expect(range?.start == start)
        #expect(range?.total == total)
    }

    @Test(
        arguments: [
            ([#"</v2/x/referrers/y?n=1>; rel="next""#], "/v2/x/referrers/y?n=1"),
            (["<a>; rel=prev, <b>;rel=next"], "b"),
            (["<a>; rel=prev"], nil), (["a; rel=next"], nil), ([], nil), (["><; rel=next"], nil),
        ] as [([String], String?)])
    func `the next page of a list is found`(headers: [String], next: String?) {
        #expect(LinkHeader.next(headers) == next)
    }

    @Test(
        arguments: [
            (#"299 - "your token ends soon""#, "your token ends soon"), (#"299 - "say \"please\"""#, #"say "please""#),
            ("299 - \"red \u{1B}[31malert\u{202E}\"", "red \u{FFFD}[31malert\u{FFFD}"), (#"299 - """#, nil),
            (#"110 - "stale""#, nil), (#"299 example "text""#, nil), ("299 - text", nil), ("299 - \"", nil), ("", nil),
            ("299 - \"" + String(repeating: "x", count: 4096) + "\"", nil),
        ] as [(String, String?)])
    func `a warning is shown without what a terminal would act on`(value: String, text: String?) {
        #expect(WarningHeader.text(value) == text)
    }

    @Test func `an error says its codes and its first message`() {
        let body = ErrorBody(
            Array(#"{"errors":[{"code":"name_unknown","message":"no\nsuch"},{"code":"DENIED"}]}"#.utf8))
        #expect(body.codes == ["NAME_UNKNOWN", "DENIED"])
        #expect(body.reason == "no such")
        #expect(ErrorBody(Array(#"{"error":"x","error_description":"said"}"#.utf8)).reason == "said")
        #expect(
            ErrorBody(Array(#"{"details":"incorrect username or password"}"#.utf8)).reason?.hasPrefix("incorrect")
                == true)
    }

    @Test func `of a page of HTML only the title is told`() {
        let page =
            "<!DOCTYPE html>\n<html><head><TITLE>503 Service\n Unavailable</TITLE></head><body>long</body></html>"
        #expect(ErrorBody(Array(page.utf8)).reason == "503 Service Unavailable")
        #expect(ErrorBody(Array("<html><body>x</body></html>".utf8)).reason == nil)
        #expect(ErrorBody(Array("\n\n  upstream failed \u{1B}[0m\nmore".utf8)).reason == "upstream failed [0m")
        #expect(ErrorBody([]).reason == nil)
    }

    @Test func `blobs that were seen are found again, the last place first, and old ones are dropped`() throws {
        let digest = try Digest.of([1])
        var seen = SeenPlaces()
        for repository in ["a", "b", "a"] { seen.note([digest], host: "h", repository: repository) }
        seen.note([digest], host: "other", repository: "c")
        #expect(seen.repositories(with: digest, host: "h", otherThan: "x") == ["a", "b"])
        #expect(seen.repositories(with: digest, host: "h", otherThan: "a") == ["b"])
        seen.forget(digest, host: "h", repository: "b")
        #expect(seen.repositories(with: digest, host: "h", otherThan: "x") == ["a"])
        let many = try (0..<3000).map { try Digest.of(Array("\($0)".utf8)) }
        seen.note(many, host: "h", repository: "d")
        #expect(seen.entries.count == SeenPlaces.entriesMax)
        #expect(seen.entries.last?.digest == many.last)
    }
}
