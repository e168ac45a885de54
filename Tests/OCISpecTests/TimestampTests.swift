import OCISpec
import Testing

struct TimestampTests {
    @Test(arguments: [-1, 253_402_300_800, Int64.max, .min])
    func `a time that RFC 3339 cannot write is refused`(seconds: Int64) {
        #expect(Timestamp(secondsSinceEpoch: seconds) == nil)
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (2_147_483_648, "2038-01-19T03:14:08Z"),
        (253_402_300_799, "9999-12-31T23:59:59Z"),
    ])
    func `a time is written in UTC, and read back`(seconds: Int64, text: String) throws {
        let time = try #require(Timestamp(secondsSinceEpoch: seconds))
        #expect(time.description == text)
        #expect(try CanonicalJSON.decode([Timestamp].self, from: Array("[\"\(text)\"]".utf8)) == [time])
    }

    @Test(arguments: ["2000-02-29T00:00:00.5Z", "2000-02-29T00:00:00.123456789Z", "2000-02-29T02:00:00+02:00"])
    func `other tools' fractions and zones are read`(text: String) throws {
        let times = try CanonicalJSON.decode([Timestamp].self, from: Array("[\"\(text)\"]".utf8))
        #expect(times.map(\.secondsSinceEpoch) == [951_782_400])
    }

    @Test(arguments: ["", "yesterday", "2000-02-29", "1969-12-31T23:59:59Z"])
    func `what is no time after 1970 is an error`(text: String) {
        #expect(throws: (any Error).self) {
            try CanonicalJSON.decode([Timestamp].self, from: Array("[\"\(text)\"]".utf8))
        }
    }
}
