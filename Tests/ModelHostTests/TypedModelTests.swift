import ChassisModel
import ModelHost
import Testing

/// A model that decodes much, to be wrong about in many ways, and encodes whatever `Reply` says.
private struct Picky: TypedModel {
    enum Color: String, Decodable, Sendable { case red }
    struct Row: Decodable, Sendable {
        let width: Double
    }
    struct Input: Decodable, Sendable {
        var rows: [Row]?
        var count: Int?
        var byte: UInt8?
        var flag: Bool?
        var name: String?
        var color: Color?
        var table: [String: [Double]]?
    }

    static let metadata = ModelMetadata(name: "picky", version: "1")
    init(context: ModelContext) {}
    func predict(_ input: Input) -> String { "ok/\(input.name ?? "")" }
}

/// A model of numbers that answers with them, by row.
private struct Numbers: TypedModel {
    static let metadata = ModelMetadata(name: "numbers", version: "1")
    init(context: ModelContext) {}
    func predict(_ input: [Double]) -> [String: [Double]] {
        ["b": input.map { 1 / $0 }, "a": []]
    }
}

/// What is said where the decoder does not tell the place.
private let unfit =
    "input: a value does not fit: a number has a fraction or a sign that is not allowed here or is too large, "
    + "or a string has half a surrogate pair"

@Suite struct TypedModelTests {
    @Test(arguments: [
        (#"[]"#, "input: expected an object, found an array"),
        (#"3"#, "input: expected an object, found a number"),
        (#"null"#, "input: expected an object, found null"),
        (#"{"count":"3"}"#, "input.count: expected a whole number, found a string"),
        (#"{"flag":1}"#, "input.flag: expected a boolean, found a number"),
        (#"{"name":{}}"#, "input.name: expected a string, found an object"),
        (#"{"name":true}"#, "input.name: expected a string, found a boolean"),
        (#"{"rows":{"width":1}}"#, "input.rows: expected an array, found an object"),
        (#"{"rows":[{"width":1},{"width":"2"}]}"#, "input.rows[1].width: expected a number, found a string"),
        (#"{"rows":[{"width":1},null]}"#, "input.rows[1]: expected an object, found null"),
        (#"{"rows":[{"width":null}]}"#, "input.rows[0].width: expected a number, found null"),
        (#"{"rows":[{"widht":1}]}"#, #"input.rows[0]: the key "width" is missing"#),
        (#"{"table":{"x":[1,[]]}}"#, "input.table.x[1]: expected a number, found an array"),
        (#"{"color":"blue"}"#, "input.color: Cannot initialize Color from invalid String value blue"),
        (#"{"count":1.5}"#, unfit),
        (#"{"byte":300}"#, unfit), (#"{"byte":-1}"#, unfit), (#"{"name":"\ud800"}"#, unfit),
        ("", "input: not JSON: it ends where a value is expected"),
        (#"{"count":1"#, "input: not JSON: it ends where ',' or '}' is expected"),
        (#"{"count":1,}"#, "input: not JSON: expected a key in quotes at byte 11"),
        (#"{"count":01}"#, "input: not JSON: expected ',' or '}' at byte 10"),
        (#"{"name":"\q"}"#, "input: not JSON: expected an escape of JSON at byte 10"),
        (#"{}{}"#, "input: not JSON: expected the end at byte 2"),
    ])
    func `an input that does not decode is told where and why`(json: String, message: String) async throws {
        let host = await loadedHost(of: Picky.self)
        let outcomes = try await host.predict(items(json, #"{"name":"b/c"}"#))
        #expect(outcomes[0].failure == ItemFailure(.invalidInput, message))
        #expect(outcomes[1].text() == #""ok/b/c""#)
    }

    @Test func `bytes that are not UTF-8 are refused as such`() async throws {
        let host = await loadedHost(of: Picky.self)
        let outcomes = try await host.predict([["input": [0x22, 0xFF, 0x22]]])
        #expect(outcomes[0].failure == ItemFailure(.invalidInput, "input: not JSON: it is not UTF-8"))
    }

    @Test func `an output with an infinite number fails its item and names the number`() async throws {
        let host = await loadedHost(of: Numbers.self)
        let outcomes = try await host.predict(items("[1,0,2]", "[4]"))
        #expect(
            outcomes[0].failure
                == ItemFailure(.model, "results.json.b[1]: the model returned inf, which JSON cannot express"))
        #expect(outcomes[1].text() == #"{"a":[],"b":[0.25]}"#)
    }

    @Test func `several inputs are one object of JSON, strings and base64`() async throws {
        let host = await loadedHost(of: SeveralInputs.self)
        let text = "a \"quoted\"\n\u{1}\\ é"
        let item: NamedBytes = [
            "tokens": Array(" [1, 2] ".utf8), "the \"text\"": Array(text.utf8), "picture": [0xFF, 0xFE, 0xFB],
        ]
        let outcomes = try await host.predict([item])
        #expect(outcomes[0].failure == nil)
        #expect(outcomes[0].text() == #""[1, 2] a \"quoted\"\n\u0001\\ é [255, 254, 251]""#)
    }

    @Test(
        arguments: [
            ("[1],\"picture\":\"\"", [0x61], "tokens: not JSON: expected the end at byte 3"),
            ("[1]}", [0x61], "tokens: not JSON: expected the end at byte 3"),
            ("", [0x61], "tokens: not JSON: it ends where a value is expected"),
            ("[1]", [0xFF], #"the "text": expected text in UTF-8"#),
            (#"[1,"x"]"#, [0x61], "tokens[1]: expected a whole number, found a string"),
        ] as [(String, [UInt8], String)])
    func `a bad one of several inputs is named, and cannot reach beyond itself`(
        tokens: String, text: [UInt8], message: String
    ) async throws {
        let host = await loadedHost(of: SeveralInputs.self)
        let item: NamedBytes = ["tokens": Array(tokens.utf8), "the \"text\"": text, "picture": []]
        let outcomes = try await host.predict([item])
        #expect(outcomes[0].failure == ItemFailure(.invalidInput, message))
    }
}
