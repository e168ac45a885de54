import BuildReport
import PackageCompiler
import ProjectConfig
import SystemPackage
import TestSupport
import Testing

@testable import SampleTest

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The whole way of a sample, with a shell script in the place of the model.
@Suite struct SampleTestTests {
    /// Runs `script` as the model on the sample of `folder`: an input, and an output if there is something to `expect`.
    private func run(
        _ script: String, in folder: FilePath, input: String = "[1]", expect: String? = nil,
        environment: [String: String] = [:], modelDirectory: FilePath? = nil, model: ModelInfo? = nil,
        limit: Duration = .seconds(60)
    ) async throws -> SampleResult {
        let executable = folder.appending("model")
        try writeExecutable("#!/bin/sh\n\(script)\n", to: executable)
        try write(input, to: folder.appending("in.json"))
        if let expect { try write(expect, to: folder.appending("out.json")) }
        let sample = Sample(
            inputs: .single(folder.appending("in.json")),
            outputs: expect == nil ? nil : .single(folder.appending("out.json")), tolerance: 0.001)
        return try await SampleTest(sample: sample, modelDirectory: modelDirectory, environment: environment)
            .run(executable, model: try model ?? describedModel(), limit: limit)
    }

    private func write(_ text: String, to path: FilePath) throws {
        try Data(text.utf8).write(to: URL(filePath: path.string))
    }

    /// The script of a model that answers with `text` as its only output.
    private func answering(_ text: String) -> String {
        let base64 = Data(text.utf8).base64EncodedString()
        return #"cat > /dev/null; echo '{"outputs":{"results.json":"\#(base64)"}}'"#
    }

    @Test func `a crash is told with the signal and what was written before`() async throws {
        try await withTemporaryDirectory { folder in
            _ = await #expect(throws: SampleError.crashed(signal: 4, output: "Fatal error: index out of range")) {
                try await run("echo 'Fatal error: index out of range' >&2; kill -ILL $$", in: folder)
            }
        }
    }

    @Test func `a model that crashes before it reads a large input is told`() async throws {
        try await withTemporaryDirectory { folder in
            _ = await #expect(throws: SampleError.crashed(signal: 11, output: "")) {
                try await run("kill -SEGV $$", in: folder, input: String(repeating: "1", count: 1 << 20))
            }
        }
    }

    @Test func `of what a model writes to standard error the end is kept`() async throws {
        try await withTemporaryDirectory { folder in
            let error = await #expect(throws: SampleError.self) {
                try await run("head -c 300000 /dev/zero | tr '\\0' x >&2; echo END >&2; kill -ABRT $$", in: folder)
            }
            guard case .crashed(6, let output) = error else { throw UnexpectedError(error: error) }
            #expect(output.utf8.count == ModelProcess.messageBytesMax - 1)
            #expect(output.hasSuffix("xEND"))
        }
    }

    @Test(
        arguments: [
            ("echo 'no option --predict' >&2; exit 64", 64, "no option --predict"), ("exit 0", 0, ""),
            ("exit 1", 1, ""),
        ] as [(String, Int32, String)])
    func `a process that ends without an answer is told`(script: String, code: Int32, output: String) async throws {
        try await withTemporaryDirectory { folder in
            _ = await #expect(throws: SampleError.exited(code: code, output: output)) {
                try await run(script, in: folder)
            }
        }
    }

    @Test func `an answer in another form is told`() async throws {
        try await withTemporaryDirectory { folder in
            let error = await #expect(throws: SampleError.self) { try await run("echo serving", in: folder) }
            guard case .notUnderstood = error else { throw UnexpectedError(error: error) }
        }
    }

    @Test(arguments: [
        ("invalidInput", SampleError.refused(message: "m")), ("notLoaded", .notLoaded(message: "m")),
        ("model", .failed(message: "m")), ("unsupported", .failed(message: "m")), ("newer", .failed(message: "m")),
    ])
    func `an item that fails is told by its cause`(cause: String, expected: SampleError) async throws {
        try await withTemporaryDirectory { folder in
            _ = await #expect(throws: expected) {
                try await run(#"echo '{"error":{"cause":"\#(cause)","message":"m"}}'; exit 1"#, in: folder)
            }
        }
    }

    @Test func `a model that does not answer in time is told`() async throws {
        try await withTemporaryDirectory { folder in
            let limit = Duration.milliseconds(50)
            _ = await #expect(throws: SampleError.timedOut(after: limit)) {
                try await run("exec sleep 1000", in: folder, limit: limit)
            }
        }
    }

    @Test func `a cancelled test ends its model and the model's children`() async throws {
        try await withTemporaryDirectory { folder in
            let script = """
                (trap '' TERM; exec sleep 1000) & echo $$ $! > '\(folder)/new'; mv '\(folder)/new' '\(folder)/numbers'
                exec sleep 1000
                """
            let task = Task { try await run(script, in: folder) }
            let numbers = try await eventually { try? folder.appending("numbers").contents() }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            for number in String(decoding: numbers, as: UTF8.self).split(whereSeparator: \.isWhitespace) {
                try await eventually { isGone(String(number)) ? true : nil }
            }
        }
    }

    /// Whether there is no such process. An orphan stays a zombie until its new parent looks.
    private func isGone(_ number: String) -> Bool {
        guard let stat = try? FilePath("/proc/\(number)/stat").contents() else { return true }
        return String(decoding: stat, as: UTF8.self).contains(") Z ")
    }

    /// Waits until `value` is there. The limit is one for a machine that hangs, not one that is busy.
    @discardableResult
    private func eventually<Value>(_ value: () -> Value?) async throws -> Value {
        let deadline = ContinuousClock.now + .seconds(300)
        while ContinuousClock.now < deadline {
            if let value = value() { return value }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw UnexpectedError(error: nil)
    }

    @Test func `a model that cannot be started is told`() async throws {
        try await withTemporaryDirectory { folder in
            try write("1", to: folder.appending("in"))
            let sample = Sample(inputs: .single(folder.appending("in")))
            let error = await #expect(throws: SampleError.self) {
                try await SampleTest(sample: sample, modelDirectory: nil, environment: [:])
                    .run(folder.appending("nowhere"), model: try describedModel(), limit: .seconds(60))
            }
            guard case .notStarted(folder.appending("nowhere"), _) = error else { throw UnexpectedError(error: error) }
        }
    }

    @Test func `files that cannot be read, or are too large, are told before the model runs`() async throws {
        try await withTemporaryDirectory { folder in
            let (missing, large) = (folder.appending("missing"), folder.appending("large"))
            let file = try FileDescriptor.open(large, .writeOnly, options: .create, permissions: .ownerReadWrite)
            try file.closeAfter { try file.resize(to: SampleTest.byteCountMax + 1) }
            for (path, expected) in [
                (missing, SampleError.unreadable(missing, reason: "No such file or directory")),
                (large, .tooLarge(large, limit: SampleTest.byteCountMax)),
            ] {
                let test = SampleTest(sample: Sample(inputs: .single(path)), modelDirectory: nil, environment: [:])
                _ = await #expect(throws: expected) {
                    try await test.run("/nowhere", model: try describedModel(), limit: .seconds(60))
                }
            }
        }
    }

    @Test func `one file for a model with several inputs or outputs is refused with their names`() async throws {
        try await withTemporaryDirectory { folder in
            let inputs = try describedModel(inputs: ["image", "options"])
            let error = await #expect(throws: SampleError.severalInputs(["image", "options"])) {
                try await run("true", in: folder, model: inputs)
            }
            #expect(
                error?.diagnostics.map(\.description) == [
                    """
                    error: the model has several inputs (image, options), and the sample does not say which one `input` is
                      at: chassis.yaml: sample
                      try: write each by name:
                           inputs:
                             image: samples/image
                             options: samples/options
                    """
                ])
            let outputs = try describedModel(outputs: [("a", "text/plain"), ("b", "text/plain")])
            await #expect(throws: SampleError.severalOutputs(["a", "b"])) {
                try await run("true", in: folder, expect: "1", model: outputs)
            }
        }
    }

    @Test func `an answer that differs is told with its file`() async throws {
        try await withTemporaryDirectory { folder in
            let error = await #expect(throws: SampleError.self) {
                try await run(answering(#"{"class":3,"score":0.5}"#), in: folder, expect: #"{"class":5,"score":0.5}"#)
            }
            #expect(
                error?.diagnostics.map(\.description) == [
                    """
                    error: the output `results.json` is not what the sample expects
                      class: expected 5, got 3
                      at: \(folder)/out.json
                      try: correct the model, or the file if the model is right
                    """
                ])
        }
    }

    @Test func `every named output is compared, and no other`() async throws {
        try await withTemporaryDirectory { folder in
            for name in ["x", "y"] { try write(name, to: folder.appending(name)) }
            let executable = folder.appending("model")
            let answer = #"{"outputs":{"a":"eA==","b":"eA==","c":""}}"#
            try writeExecutable("#!/bin/sh\necho '\(answer)'\n", to: executable)
            let model = try describedModel(
                inputs: ["i", "j"], outputs: [("a", "text/plain"), ("b", "text/plain"), ("c", "text/plain")])
            func test(_ outputs: [String: FilePath]) -> SampleTest {
                let inputs = SampleValues.named(["i": folder.appending("x"), "j": folder.appending("y")])
                return SampleTest(
                    sample: Sample(inputs: inputs, outputs: .named(outputs)), modelDirectory: nil, environment: [:])
            }
            let (x, y) = (folder.appending("x"), folder.appending("y"))
            _ = try await test(["a": x, "b": x]).run(executable, model: model, limit: .seconds(60))
            let error = await #expect(throws: SampleError.self) {
                try await test(["a": y, "b": y, "d": y]).run(executable, model: model, limit: .seconds(60))
            }
            guard case .differs(let mismatches) = error else { throw UnexpectedError(error: error) }
            #expect(mismatches.map(\.output) == ["a", "b", "d"])
        }
    }

    @Test func `an answer as expected, or any when nothing is expected, is fine`() async throws {
        try await withTemporaryDirectory { folder in
            guard case .matched = try await run(answering("[0.50001]"), in: folder, expect: "[ 0.5 ]\n"),
                case .ran = try await run(answering("[7]"), in: folder)
            else { throw UnexpectedError(error: nil) }
        }
    }

    @Test func `a model gets the request, the project's variables and no others, and stands in the root`() async throws
    {
        try await withTemporaryDirectory { folder in
            let script = """
                [ "$#:$1" = 1:--predict ] && cat > '\(folder)/request' && env | grep -v '^_=' | sort > '\(folder)/env'
                pwd > '\(folder)/pwd'
                \(answering("1"))
                """
            _ = try await run(
                script, in: folder, environment: ["LEVEL": "3", "MODEL_DIR": "/elsewhere", "SWIFT_ROOT": "/x"],
                modelDirectory: "/project/models")
            func contents(_ name: String) throws -> String {
                String(decoding: try folder.appending(name).contents(), as: UTF8.self)
            }
            #expect(try contents("request") == #"{"inputs":{"input":"WzFd"}}"#)
            #expect(try contents("env") == "LEVEL=3\nMODEL_DIR=/project/models\nPWD=/\nSWIFT_ROOT=/\n")
            #expect(try contents("pwd") == "/\n")
        }
    }

    @Test func `a result is told with its duration`() {
        #expect(SampleResult.matched(.milliseconds(12)).description == "as expected (12 ms)")
        #expect(SampleResult.matched(.microseconds(999_600)).description == "as expected (1.00 s)")
        #expect(SampleResult.ran(.seconds(2)).description == "answered, with no output to compare (2.00 s)")
    }

    @Test func `the lines of a sample are shown to who has none`() {
        #expect(
            SampleError.undeclared.diagnostics.map(\.description) == [
                """
                error: the project declares no sample to try the model with
                  at: chassis.yaml
                  try: add these lines, with the files of an item whose answer you know:
                       sample:
                         input: samples/input.json
                         output: samples/output.json
                """
            ])
    }
}

/// An error of another kind than the test is about.
private struct UnexpectedError: Error {
    let error: SampleError?
}
