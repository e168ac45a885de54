import SystemPackage
import TestSupport
import Testing

@testable import ProjectConfig

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct SampleTests {
    private func problems(in text: String) -> [ProjectProblem] {
        do {
            _ = try ProjectFile(parsing: text)
            return []
        } catch {
            return error.problems
        }
    }

    /// The project of a folder with `text` as its file and `files` beside it.
    private func project(_ text: String, files: [String] = [], in root: FilePath) throws -> Project {
        for (name, contents) in files.map({ ($0, "1") }) + [(ProjectFile.name, "interface: omi\n\(text)")] {
            try Data(contents.utf8).write(to: URL(filePath: root.appending(name).string))
        }
        return try Project(at: root)
    }

    @Test func `every problem of a sample is told at once, by line`() {
        let text = """
            sample:
              inptu: a
              inputs:
                "": a
                image: [1]
                mask: ""
              input: 12
              output: ~
              outputs: {}
              tolerance: -1
              comment: x
            """
        #expect(
            problems(in: text) == [
                .unknownSampleKey("inptu", nearest: "input", line: 2),
                .badName(key: "sample.inputs", name: "", line: 4),
                .wrongType(key: "sample.inputs.image", expected: "a path", found: "a list", line: 5),
                .emptyValue(key: "sample.inputs.mask", line: 6),
                .sampleHasBoth("input", "inputs", line: 7),
                .wrongType(key: "sample.input", expected: "a path", found: "the number 12", line: 7),
                .wrongType(key: "sample.output", expected: "a path", found: "nothing", line: 8),
                .sampleHasBoth("output", "outputs", line: 9),
                .emptyValue(key: "sample.outputs", line: 9),
                .wrongType(
                    key: "sample.tolerance", expected: "a number that is not negative", found: "the number -1",
                    line: 10),
                .unknownSampleKey("comment", nearest: nil, line: 11),
            ])
    }

    @Test(arguments: [
        ("sample: samples/a.json", "`samples/a.json`"), ("sample:", "nothing"), ("sample: [a, b]", "a list"),
    ])
    func `a sample that is no mapping is refused`(text: String, found: String) {
        #expect(
            problems(in: text) == [
                .wrongType(key: "sample", expected: "an input and an output", found: found, line: 1)
            ])
    }

    @Test func `a sample without an input is refused`() {
        #expect(problems(in: "sample:\n  output: a") == [.sampleInputMissing(line: 2)])
        #expect(problems(in: "sample: {}") == [.sampleInputMissing(line: 1)])
    }

    @Test(arguments: [".nan", ".inf", "small", "true", "[1]", "1e400", ""])
    func `a tolerance that is no number is refused`(text: String) throws {
        let problem = try #require(problems(in: "sample:\n  input: a\n  tolerance: \(text)").first)
        #expect(problem.diagnostic.location == "chassis.yaml:3")
        #expect(problem.diagnostic.remedies == ["write `tolerance: 0.00001`"])
    }

    @Test func `a file that is missing, or is none, is told with its line`() async throws {
        try await withTemporaryDirectory { root in
            try FileManager.default.createDirectory(
                atPath: root.appending("folder").string, withIntermediateDirectories: false)
            let error = #expect(throws: ProjectError.self) {
                try project("sample:\n  inputs:\n    b: folder\n    a: nowhere\n  output: a", files: ["a"], in: root)
            }
            #expect(
                error?.problems == [.sampleFileMissing("folder", line: 4), .sampleFileMissing("nowhere", line: 5)])
        }
    }

    @Test func `a missing file is told along with what is wrong in the text`() async throws {
        try await withTemporaryDirectory { root in
            let error = #expect(throws: ProjectError.self) {
                try project("sample:\n  input: nowhere\n  outptu: a", in: root)
            }
            #expect(
                error?.problems == [
                    .unknownSampleKey("outptu", nearest: "output", line: 4), .sampleFileMissing("nowhere", line: 3),
                ])
        }
    }

    @Test func `a sample's paths are taken from the project's folder`() async throws {
        try await withTemporaryDirectory { root in
            let text = "sample: { input: ./a, outputs: { x: b, y: \(root)/c }, tolerance: 1e-3 }"
            let sample = try #require(try project(text, files: ["a", "b", "c"], in: root).sample)
            #expect(sample.inputs == .single(root.appending("a")))
            #expect(sample.outputs == .named(["x": root.appending("b"), "y": root.appending("c")]))
            #expect(sample.tolerance == 0.001)
        }
    }

    @Test func `a sample needs an input only`() async throws {
        try await withTemporaryDirectory { root in
            let sample = try project("sample:\n  input: a", files: ["a"], in: root).sample
            #expect(sample == Sample(inputs: .single(root.appending("a"))))
            #expect(try project("", in: root).sample == nil)
        }
    }

    @Test func `a diagnostic shows what to write`() throws {
        let problem = try #require(problems(in: "sample:\n  inputs: a").first)
        #expect(
            problem.diagnostic.description == """
                error: `sample.inputs` must be names with their files; found `a`
                  at: chassis.yaml:2
                  try: write the files indented below it, for example `image: samples/image.png`
                """)
    }
}
