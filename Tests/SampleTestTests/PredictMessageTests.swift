import Testing

@testable import SampleTest

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The other side of the contract is `ChassisServerTests/PredictOnceTests`, which reads the same golden file.
@Suite struct PredictMessageTests {
    /// The lines of the golden file: a request, its answer, and an answer that is an error.
    private func golden() throws -> [String] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Support/Fixtures/predict.jsonl")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    @Test(arguments: [
        "", "{", "{}", "[]", #"{"outputs":{"a":"no base64"}}"#, #"{"outputs":{"a":1}}"#, #"{"error":"failed"}"#,
        #"{"error":{"cause":"model"}}"#,
    ])
    func `what is no answer is refused`(json: String) {
        #expect(throws: (any Error).self) { try PredictAnswer(json: Array(json.utf8)) }
    }

    @Test func `every cut of an answer is refused`() throws {
        let json = Array(try golden()[1].utf8)
        for length in json.indices {
            #expect(throws: (any Error).self) { try PredictAnswer(json: Array(json[..<length])) }
        }
    }

    @Test func `the server reads what the build tool writes`() throws {
        let request = PredictRequest(inputs: [
            "image": [0xFB, 0xFF, 0xBF, 0x00], "options.json": Array(#"{"top":1}"#.utf8),
        ])
        #expect(String(decoding: try request.encoded(), as: UTF8.self) == (try golden()[0]))
    }

    @Test func `the build tool reads what the server writes`() throws {
        let lines = try golden().map { Array($0.utf8) }
        #expect(
            try PredictAnswer(json: lines[1])
                == .outputs(["mask": [0x00, 0xBF, 0xFF, 0xFB], "results.json": Array(#"{"top":1}"#.utf8)]))
        #expect(
            try PredictAnswer(json: lines[2])
                == .error(cause: "invalidInput", message: #"the image "8×8" is no image/png"#))
    }

    @Test func `keys that are not known are ignored`() throws {
        #expect(try PredictAnswer(json: Array(#"{"outputs":{},"new":1}"#.utf8)) == .outputs([:]))
    }
}
