import ChassisClient
import SystemPackage
import TestSupport
import Testing

@testable import RemotePrediction

@Suite struct AnswerTests {
    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
    private func pretty(_ json: String) -> String { text(PrettyJSON.text(of: Array(json.utf8))) }

    @Test(arguments: [
        ("1.50", "1.50\n"), (#""a\"]b""#, "\"a\\\"]b\"\n"), ("[]", "[]\n"), ("{ }", "{}\n"),
        (#"{"predictions":[1,2 ,3.0e5]}"#, "{\n  \"predictions\": [1, 2, 3.0e5]\n}\n"),
        (
            #"{"a":{"b":[]},"c":[{"d":null},[true]]}"#,
            """
            {
              "a": {
                "b": []
              },
              "c": [
                {
                  "d": null
                },
                [true]
              ]
            }

            """
        ),
    ])
    func `JSON is laid out with its numbers and strings as they were`(json: String, lines: String) {
        #expect(pretty(json) == lines)
    }

    @Test func `a long list fills its lines`() {
        let list = "[" + Array(repeating: "12345678", count: 30).joined(separator: ",") + "]"
        let lines = pretty(#"{"a":\#(list)}"#).split(separator: "\n")
        #expect(lines.count == 6)
        #expect(lines.allSatisfy { $0.count <= 100 })
        #expect(lines[1].count > 90)
    }

    @Test func `what is not JSON stays as it is`() {
        #expect(pretty("<html>") == "<html>")
        #expect(pretty("") == "")
    }

    @Test func `outputs become JSON by their types`() {
        let declared = { (types: [(String, String)]) in types.map { Self.output($0.0, $0.1) } }
        func json(_ outputs: [String: [UInt8]], _ types: [(String, String)]) -> String {
            text(OMIAnswer(outputs, declared: declared(types), folder: nil).json)
        }
        #expect(json(["r": Array("[1.0]".utf8)], [("r", "application/json")]) == #"{"outputs":{"r":[1.0]}}"#)
        #expect(json(["r": Array("[1".utf8)], [("r", "application/json")]) == #"{"outputs":{"r":"[1"}}"#)
        #expect(json(["r": Array("42".utf8)], [("r", "text/plain; charset=utf-8")]) == #"{"outputs":{"r":"42"}}"#)
        #expect(json(["r": Array("42".utf8)], [("r", "image/png")]) == #"{"outputs":{"r":{"b64":"NDI="}}}"#)
        #expect(json(["r": [0xFF]], [("r", "text/plain")]) == #"{"outputs":{"r":{"b64":"/w=="}}}"#)
        let undeclared = json(["b": [0xFF], "a": Array(#"{"x":1}"#.utf8), "c": Array("no".utf8)], [])
        #expect(undeclared == #"{"outputs":{"a":{"x":1},"b":{"b64":"/w=="},"c":"no"}}"#)
        #expect(json([:], []) == #"{"outputs":{}}"#)
    }

    @Test func `binary outputs go into files, under names that stay in their folder`() {
        let outputs: [String: [UInt8]] = ["../p": [0xFF], "..": [0xFE], ".._p": [0xFD], "t": Array("1".utf8)]
        let answer = OMIAnswer(outputs, declared: [], folder: "out")
        #expect(
            text(answer.json)
                == #"{"outputs":{"..":{"file":"out\/output"},"..\/p":{"file":"out\/.._p"},".._p":{"file":"out\/.._p-2"},"t":1}}"#
                .replacing("\\/", with: "/"))
        #expect(
            answer.files == [
                OutputFile(name: "output", bytes: [0xFE]), OutputFile(name: ".._p", bytes: [0xFF]),
                OutputFile(name: ".._p-2", bytes: [0xFD]),
            ])
    }

    @Test(
        arguments: [
            (#"{"predictions":[{"b64":"AQI="}]}"#, #"{"predictions":[{"file":"o/prediction"}]}"#, ["prediction"]),
            (
                #"{"predictions":[{"a": {"b64" : "AQI="}, "n":1}, {"a":{"b64":"AQI="}}]}"#,
                #"{"predictions":[{"a": {"file":"o/a"}, "n":1}, {"a":{"file":"o/1-a"}}]}"#, ["a", "1-a"]
            ),
            (#"{"predictions":[{"b64":"no base64"},{"b64":1},{"b64":"AQI=","x":1}]}"#, nil, []),
            (#"{"predictions":["{\"b64\":\"AQI=\"}"]}"#, nil, []), ("no JSON {\"b64\":\"AQI=\"}", nil, []),
            (
                #"{"a":[[{"b64":"AQI="}],[{"b64":"AQI="}]]}"#, #"{"a":[[{"file":"o/prediction"}],[{"file":"o/1"}]]}"#,
                ["prediction", "1"]
            ),
        ] as [(String, String?, [String])])
    func `bytes are taken out of a body of KServe`(body: String, left: String?, names: [String]) {
        let outputs = BinaryOutputs(in: Array(body.utf8), folder: "o")
        #expect(text(outputs.json) == left ?? body)
        #expect(outputs.files == names.map { OutputFile(name: $0, bytes: [1, 2]) })
    }

    @Test func `files are written where they belong`() async throws {
        try await withTemporaryDirectory { folder in
            let place = folder.appending("a").appending("b")
            try OutputFolder.write([OutputFile(name: "x", bytes: [1, 2])], to: place)
            try OutputFolder.write([OutputFile(name: "x", bytes: [3])], to: place)
            #expect(try InputFile.contents(place.appending("x")) == [3])
            #expect(throws: PredictionError.self) {
                try OutputFolder.write([OutputFile(name: "y", bytes: [])], to: place.appending("x"))
            }
        }
    }

    @Test func `times of calls are told in a line`() {
        let times = CallTimes((1...100).map { .milliseconds($0) })
        #expect(
            times.description
                == "100 calls, one after the other: median 50.00 ms, 99 % within 99.00 ms, slowest 100.00 ms; 20 a second"
        )
        #expect(CallTimes([.seconds(2)]).description.contains("median 2.00 s"))
        #expect(CallTimes([.seconds(2)]).description.hasSuffix("0.5 a second"))
    }

    private static func output(_ name: String, _ mediaType: String) -> OMIStatus.Output {
        OMIStatus.Output(name: name, mediaType: mediaType)
    }
}
