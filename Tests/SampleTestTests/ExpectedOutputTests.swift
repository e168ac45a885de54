import PackageCompiler
import SystemPackage
import Testing

@testable import SampleTest

@Suite struct ExpectedOutputTests {
    /// What differs of an output `out` with the media type `type`, for which a file `name` has `expected`.
    private func differences(
        _ expected: [UInt8], _ got: [UInt8], type: String = "image/png", file name: FilePath.Component = "out.bin"
    ) throws -> [String] {
        let model = try describedModel(outputs: [("out", type)])
        let output = try ExpectedOutput("out", file: FilePath("/").appending(name), bytes: expected, model: model)
        return output.mismatch(in: ["out": got, "other": []], tolerance: 0.001)?.differences ?? []
    }

    @Test(
        arguments: [
            ([1, 2, 3], [1, 9, 3], "differs from offset 1 on: expected 3 bytes, got 3"),
            ([1, 2, 3], [1, 2], "differs from offset 2 on: expected 3 bytes, got 2"),
            ([1], [1, 2], "differs from offset 1 on: expected 1 bytes, got 2"),
            ([], [1], "differs from offset 0 on: expected 0 bytes, got 1"),
        ] as [([UInt8], [UInt8], String)])
    func `bytes are told by the first that differs`(expected: [UInt8], got: [UInt8], text: String) throws {
        #expect(try differences(expected, got) == [text])
    }

    @Test func `bytes that are equal do not differ`() throws {
        #expect(try differences([0, 255], [0, 255]).isEmpty)
        #expect(try differences([], []).isEmpty)
    }

    @Test(arguments: [
        ("application/json", "out.txt"), ("Application/JSON; charset=utf-8", "out"), ("text/json", "out"),
        ("application/vnd.model+json", "out"), ("text/plain", "out.json"),
    ])
    func `JSON is compared as such`(type: String, file: String) throws {
        let name = try #require(FilePath.Component(file))
        #expect(try differences(Array("[1, 2]\n".utf8), Array("[1,2.0001]".utf8), type: type, file: name).isEmpty)
    }

    @Test func `text that happens to be JSON is compared as bytes`() throws {
        #expect(try differences(Array("[1 ]".utf8), Array("[1]".utf8), type: "text/plain", file: "out.txt").count == 1)
    }

    @Test func `a file named json need not be JSON unless the output is`() throws {
        #expect(try differences([1], [1], type: "text/plain", file: "out.json").isEmpty)
        #expect(try differences(Array("1".utf8), [1], type: "text/plain", file: "out.json").count == 1)
        #expect(throws: SampleError.expectedIsNotJSON(output: "out", "/out.json")) {
            try differences([1], [1], type: "application/json", file: "out.json")
        }
    }

    @Test func `an answer that is no JSON is told`() throws {
        #expect(
            try differences(Array("1".utf8), [1], type: "application/json") == ["the model's answer is not JSON"])
    }

    @Test func `an output that the model does not return is told with those that it does`() throws {
        let model = try describedModel(outputs: [("a", "text/plain"), ("b", "text/plain")])
        let output = try ExpectedOutput("c", file: "/c", bytes: [], model: model)
        let mismatch = output.mismatch(in: ["b": [], "a": []], tolerance: 0)
        #expect(mismatch?.differences == ["missing; the model answers with a, b"])
    }

    @Test func `ten differences are told and the others counted`() throws {
        let mismatch = OutputMismatch(output: "out", file: "/out", differences: (1...13).map { "[\($0)]: missing" })
        #expect(mismatch.differences.count == 10)
        #expect(mismatch.untoldCount == 3)
        #expect(mismatch.text.hasSuffix("  [10]: missing\n  … and 3 more"))
    }
}
