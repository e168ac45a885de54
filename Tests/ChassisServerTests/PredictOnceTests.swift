import ChassisModel
import Testing

@testable import ChassisServer

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The other side of the contract is `SampleTestTests/PredictMessageTests`, which reads the same golden file.
@Suite struct PredictOnceTests {
    /// Answers with its inputs, the image reversed.
    private struct Reversing: RawModel {
        static let metadata = ModelMetadata(
            name: "reversing", version: "1",
            inputs: [ModelInput(name: "image", mediaTypes: ["image/png"]), ModelInput(name: "options.json")],
            outputs: [ModelOutput(name: "results.json"), ModelOutput(name: "mask", mediaType: "image/png")])

        init(context: ModelContext) {}

        func predict(_ inputs: NamedBytes) -> NamedBytes {
            ["mask": (inputs["image"] ?? []).reversed(), "results.json": inputs["options.json"] ?? []]
        }
    }

    /// Refuses what it is given.
    private struct Refusing: RawModel {
        static let metadata = Reversing.metadata
        init(context: ModelContext) {}
        func predict(_ inputs: NamedBytes) throws -> NamedBytes {
            throw InvalidInput("the image \"8×8\" is no image/png")
        }
    }

    /// Fails to load, naming its folder.
    private struct Folderless: TypedModel {
        struct Missing: Error, CustomStringConvertible {
            let description: String
        }

        static let metadata = ModelMetadata(name: "folderless", version: "1")
        init(context: ModelContext) throws { throw Missing(description: "nothing in \(context.modelDirectory)") }
        func predict(_ input: Int) -> Int { input }
    }

    /// Fails with one input, and returns what JSON cannot express with another.
    private struct Failing: TypedModel {
        struct Failure: Error {}
        static let metadata = ModelMetadata(name: "failing", version: "1")
        init(context: ModelContext) {}
        func predict(_ input: Int) throws -> Double {
            guard input == 0 else { throw Failure() }
            return .nan
        }
    }

    /// Doubles its input.
    private struct Twice: TypedModel {
        static let metadata = ModelMetadata(name: "twice", version: "1")
        init(context: ModelContext) {}
        func predict(_ input: Int) -> Int { 2 * input }
    }

    /// The lines of the golden file: a request, its answer, and an answer that is an error.
    private func golden() throws -> [String] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Support/Fixtures/predict.jsonl")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    /// The two ends of a new pipe; what is written to it here is less than it holds.
    private func makePipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        return (ends[0], ends[1])
    }

    private func put(_ text: String, into descriptor: Int32) {
        let bytes = Array(text.utf8)
        #expect(write(descriptor, bytes, bytes.count) == bytes.count)
    }

    /// Runs `model` on `request`; returns the exit code and what came out.
    private func predict<M: Model>(
        _ model: M.Type, _ request: String, variables: [String: String] = [:], limit: Int = 1 << 16
    ) async throws -> (code: ServerProcess.ExitCode, output: String) {
        let (input, output, other) = (try makePipe(), try makePipe(), try makePipe())
        put(request, into: input.writing)
        close(input.writing)
        let answers = try #require(AnswerOutput(takingOver: output.writing, replacement: other.writing))
        let code = await PredictOnce(
            variables: variables, input: RequestInput(descriptor: input.reading, byteCountMax: limit), output: answers
        ).run(model)
        for descriptor in [input.reading, output.writing, other.writing, other.reading] { close(descriptor) }
        defer { close(output.reading) }
        if code == .badUsage { return (code, "") }
        return (code, String(decoding: try RequestInput(descriptor: output.reading).bytes(), as: UTF8.self))
    }

    @Test(arguments: [
        "", "{", "[]", #"{"inputs":1}"#, #"{"outputs":{}}"#, #"{"inputs":{"input":"no base64"}}"#,
        #"{"inputs":{"input":5}}"#,
    ])
    func `what is no request is bad usage`(request: String) async throws {
        #expect(try await predict(Twice.self, request).code == .badUsage)
    }

    @Test func `a request above the limit is bad usage`() async throws {
        let request = #"{"inputs":{"input":"Mg=="}}"#
        #expect(try await predict(Twice.self, request, limit: request.utf8.count).code == .stopped)
        #expect(try await predict(Twice.self, request, limit: request.utf8.count - 1).code == .badUsage)
    }

    @Test func `standard input that cannot be read is told`() {
        #expect(throws: RequestInput.Failure.unreadable(reason: "Bad file descriptor")) {
            try RequestInput(descriptor: -1).bytes()
        }
    }

    @Test func `a model that cannot be loaded is told with its reason`() async throws {
        let request = #"{"inputs":{"input":"Mg=="}}"#
        let (code, output) = try await predict(Folderless.self, request, variables: ["MODEL_DIR": "/weights"])
        #expect(code == .failed)
        #expect(output == #"{"error":{"cause":"notLoaded","message":"nothing in /weights"}}"# + "\n")
        let unset = try await predict(Folderless.self, request, variables: ["MODEL_DIR": ""])
        #expect(unset.output.contains("nothing in /models"))
    }

    @Test(arguments: [
        ("MA==", #"results.json: the model returned nan, which JSON cannot express"#), ("MQ==", "Failure()"),
    ])
    func `an item that the model fails is told`(input: String, message: String) async throws {
        let (code, output) = try await predict(Failing.self, #"{"inputs":{"input":"\#(input)"}}"#)
        #expect(code == .failed)
        #expect(output == #"{"error":{"cause":"model","message":"\#(message)"}}"# + "\n")
    }

    @Test func `an item without the declared input is refused as a server refuses it`() async throws {
        let (code, output) = try await predict(Twice.self, #"{"inputs":{"image":""}}"#)
        #expect(code == .failed)
        #expect(
            output == #"{"error":{"cause":"invalidInput","message":"the input \"input\" is missing; "#
                + #"the model takes \"input\""}}"# + "\n")
    }

    @Test func `the build tool's request is understood, and it understands the answers`() async throws {
        let lines = try golden()
        let answered = try await predict(Reversing.self, lines[0])
        #expect(answered.code == .stopped)
        #expect(answered.output == lines[1] + "\n")
        let refused = try await predict(Refusing.self, lines[0])
        #expect(refused.code == .failed)
        #expect(refused.output == lines[2] + "\n")
    }

    @Test func `what the model prints does not reach the answer`() throws {
        let (output, other) = (try makePipe(), try makePipe())
        let answers = try #require(AnswerOutput(takingOver: output.writing, replacement: other.writing))
        put("loading…\n", into: output.writing)
        #expect(answers.finish(with: Array("{}".utf8)))
        for descriptor in [output.writing, other.writing] { close(descriptor) }
        #expect(try RequestInput(descriptor: output.reading).bytes() == Array("{}".utf8))
        #expect(try RequestInput(descriptor: other.reading).bytes() == Array("loading…\n".utf8))
        for descriptor in [output.reading, other.reading] { close(descriptor) }
    }

    @Test func `an output that cannot be replaced stays as it is`() throws {
        let output = try makePipe()
        #expect(AnswerOutput(takingOver: output.writing, replacement: -1) == nil)
        put("still here", into: output.writing)
        close(output.writing)
        #expect(try RequestInput(descriptor: output.reading).bytes() == Array("still here".utf8))
        close(output.reading)
    }
}
