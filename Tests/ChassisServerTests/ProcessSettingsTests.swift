import ChassisModel
import Logging
import ModelHost
import Testing

@testable import ChassisServer

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct ProcessSettingsTests {
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func sample(_ variables: [String: String]) throws -> NamedBytes? {
        try ProcessSettings(RuntimeEnvironment(variables: variables)).sample(logger: logger)
    }

    @Test func `the sample is read from its file`() throws {
        let file = FileManager.default.temporaryDirectory.appending(
            path: "sample-\(UInt64.random(in: 0 ... .max)).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(#"{"inputs":{"input":"WzEsMl0="}}"#.utf8).write(to: file)
        #expect(try sample(["SAMPLE_FILE": file.path(percentEncoded: false)]) == ["input": Array("[1,2]".utf8)])
        try Data("[1,2]".utf8).write(to: file)
        #expect(try sample(["SAMPLE_FILE": file.path(percentEncoded: false)]) == nil)
    }

    @Test func `a sample that is not there is none`() throws {
        #expect(try sample([:]) == nil)
        #expect(try sample(["SAMPLE_FILE": "/nowhere/sample.json"]) == nil)
    }
}
