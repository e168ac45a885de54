import BuildReport
import ImageBuild
import OCISpec
import Testing

@Suite struct SurroundingsTests {
    @Test(arguments: [
        ([:], "1970-01-01T00:00:00Z"), (["SOURCE_DATE_EPOCH": ""], "1970-01-01T00:00:00Z"),
        (["SOURCE_DATE_EPOCH": "1700000000"], "2023-11-14T22:13:20Z"),
    ])
    func `the date of an image is that of its source`(variables: [String: String], date: String) throws {
        #expect(try SourceDate.timestamp(variables).description == date)
    }

    @Test(arguments: ["now", "-1", "1.5", "99999999999999999999", " 1"])
    func `a source date that is no number of seconds is told`(text: String) {
        let error = BuildError.sourceDateEpoch(text)
        #expect(throws: error) { try SourceDate.timestamp(["SOURCE_DATE_EPOCH": text]) }
        #expect(error.diagnostics.allSatisfy { !$0.remedies.isEmpty })
    }
}
