import ProjectConfig
import SystemPackage
import TestSupport
import Testing

@testable import RemotePrediction

@Suite struct PredictionInputTests {
    private func body(_ input: PredictionInput) throws -> String {
        String(decoding: try input.body(), as: UTF8.self)
    }

    private func json(_ text: String) -> PredictionInput { .json(Array(text.utf8)) }

    @Test func `bytes go to KServe as base64, and to OMI as they are`() throws {
        #expect(try body(.single(InputValue("hi"))) == #"{"instances":[{"b64":"aGk="}]}"#)
        let named = PredictionInput.named(["b": InputValue("2"), "a\"": InputValue("1")])
        #expect(try body(named) == #"{"instances":[{"a\"":{"b64":"MQ=="},"b":{"b64":"Mg=="}}]}"#)
        #expect(try PredictionInput.single(InputValue("hi")).item(inputs: ["x"]) == ["x": Array("hi".utf8)])
        #expect(try named.item(inputs: []) == ["a\"": Array("1".utf8), "b": Array("2".utf8)])
    }

    @Test(arguments: [
        ("[1, 2]", #"{"instances":[[1, 2]]}"#), ("1", #"{"instances":[1]}"#),
        (#"{"a":1}"#, #"{"instances":[{"a":1}]}"#),
        (#" {"instances": [1]} "#, #" {"instances": [1]} "#), (#"{"inputs":{"x":[1]}}"#, #"{"inputs":{"x":[1]}}"#),
        (#"{"a":{"instances":[1]}}"#, #"{"instances":[{"a":{"instances":[1]}}]}"#),
    ])
    func `JSON is an instance, or a body when it looks like one`(given: String, sent: String) throws {
        #expect(try body(json(given)) == sent)
        #expect(try json(given).item(inputs: ["x"]) == ["x": Array(given.utf8)])
    }

    @Test func `what is not JSON is refused before anything is sent`() {
        let error = #expect(throws: PredictionError.self) { try json("hello").body() }
        guard case .notJSON? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `one value for a model of several inputs is refused with their names`() {
        #expect(throws: PredictionError.severalInputs(["a", "b"])) { try json("1").item(inputs: ["a", "b"]) }
        let remedy = PredictionError.severalInputs(["a", "b"]).diagnostics.first?.remedies
        #expect(remedy == ["--input a=@FILE --input b=@FILE"])
    }

    @Test func `a sample is read, and a file of JSON stays JSON`() async throws {
        try await withTemporaryDirectory { folder in
            let (picture, digit) = (folder.appending("p.png"), folder.appending("d.json"))
            try write([0xFF, 0], to: picture)
            try write(Array("[1]\n".utf8), to: digit)
            #expect(try body(PredictionInput(Sample(inputs: .single(picture)))) == #"{"instances":[{"b64":"/wA="}]}"#)
            #expect(try body(PredictionInput(Sample(inputs: .single(digit)))) == "{\"instances\":[[1]\n]}")
            let both = try PredictionInput(Sample(inputs: .named(["p": picture, "d": digit])))
            #expect(try body(both) == "{\"instances\":[{\"d\":[1]\n,\"p\":{\"b64\":\"/wA=\"}}]}")
            #expect(throws: PredictionError.unreadable(folder.appending("no"), reason: "No such file or directory")) {
                try PredictionInput(Sample(inputs: .single(folder.appending("no"))))
            }
        }
    }

    private func write(_ bytes: [UInt8], to path: FilePath) throws {
        let file = try FileDescriptor.open(path, .writeOnly, options: [.create], permissions: .ownerReadWrite)
        try file.closeAfter { _ = try file.writeAll(bytes) }
    }
}
