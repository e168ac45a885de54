import ModelHost
import NIOHTTP1
import Testing

@testable import KServeService

/// Requests that are CloudEvents, against the handlers and over a live connection.
@Suite(.timeLimit(.minutes(1)))
struct CloudEventTests {
    private static let target = "/v1/models/echo:predict"
    private static let type = "application/cloudevents+json"
    private static let attributes = #""specversion":"1.0","id":"1","source":"me","type":"a.request""#

    private func run(_ cases: [BehaviourCase], _ variables: [String: String] = [:]) async throws {
        let host = await host(of: Echo.self)
        let changed = try KServeSettings(
            RuntimeEnvironment(variables: variables.merging(["HTTP_PORT": "0"]) { $1 }), metadata: host.metadata)
        let api = KServeAPI(host: host, settings: changed, logger: silent)
        for testCase in cases { await testCase.check(api) }
        try await withServer(host, { $0 = changed }) { server in
            for testCase in cases { try await testCase.check(server.connect(), isEnding: false) }
        }
    }

    private func structured(_ body: String, type: String = Self.type, _ answer: String) -> BehaviourCase {
        BehaviourCase(
            .POST, Self.target, body, headers: [("Content-Type", type)], 200, answer, answerType: Self.type)
    }

    private func plain(_ body: String, type: String = Self.type, _ status: Int, _ answer: String) -> BehaviourCase {
        BehaviourCase(.POST, Self.target, body, headers: [("Content-Type", type)], status, answer)
    }

    @Test func `an event in JSON is answered by an event in JSON`() async throws {
        let answer =
            #"{"specversion":"1.0","id":*,"source":"io.kserve.inference.echo","type":"io.kserve.inference.response","time":*,"data":{"predictions":[1]}}"#
        let time = #""time":"2026-01-01T00:00:00Z""#
        try await run([
            structured("{\(Self.attributes),\(time),\"data\":{\"instances\":[1]}}", answer),
            structured("{\"data\":{\"instances\":[1]},\"subject\":\"x\",\(Self.attributes)}", answer),
            structured(
                "{\(Self.attributes),\"data\":{\"instances\":[1]}}",
                type: "Application/CloudEvents+JSON; charset=utf-8", answer),
            structured("{\(Self.attributes),\"data_base64\":\"eyJpbnN0YW5jZXMiOlsxXX0=\"}", answer),
            structured("\u{FEFF} {\(Self.attributes),\"data\" : {\"inputs\":[1]} } ", answer),
        ])
    }

    @Test func `an event whose data cannot be predicted from is refused in plain JSON`() async throws {
        let shape = #"{"error":"Expected a JSON object: send {\"instances\": [...]}"}"#
        try await run([
            plain("{\(Self.attributes),\"data\":5}", 400, shape),
            plain("{\(Self.attributes),\"data\":\"{}\"}", 400, shape),
            plain(
                "{\(Self.attributes),\"data\":{\"instances\":{}}}", 400,
                #"{"error":"Expected \"instances\" to be a list"}"#),
            plain(
                "{\(Self.attributes),\"data_base64\":\"no!\"}", 400,
                #"{"error":"The event's \"data_base64\" is not base64"}"#),
            plain(
                "{\(Self.attributes),\"data\":{\"instances\":[1,]}}", 400,
                #"{"error":"Unrecognized request format: a value is expected at byte 86"}"#),
            plain("[", 400, #"{"error":"Unrecognized request format: the document ends too early at byte 1"}"#),
        ])
    }

    @Test func `what lacks an attribute of an event is a request like any other`() async throws {
        try await run([
            plain(#"{"instances":[1]}"#, 200, #"{"predictions":[1]}"#),
            plain(
                #"{"specversion":"1.0","id":"1","source":"me","instances":[1],"data":{}}"#, 200,
                #"{"predictions":[1]}"#),
            // KServe takes an event for one by its media type.
            plain(
                "{\(Self.attributes),\"data\":{\"instances\":[1]}}", type: "application/json", 400,
                #"{"error":"Expected \"instances\": send {\"instances\": [...]} with one element for each prediction"}"#
            ),
        ])
    }

    @Test func `an event in headers is answered by an event in headers`() async throws {
        let headers = [("ce-specversion", "1.0"), ("Ce-Id", "1"), ("CE-SOURCE", "me"), ("ce-type", "a.request")]
        try await run([
            BehaviourCase(
                .POST, Self.target, #"{"instances":[1]}"#, headers: headers + [("ce-subject", "x")], 200,
                #"{"predictions":[1]}"#,
                answerHeaders: [
                    "ce-specversion": "1.0", "ce-id": "*", "ce-time": "*", "ce-subject": nil,
                    "ce-source": "io.kserve.inference.echo", "ce-type": "io.kserve.inference.response",
                ]),
            BehaviourCase(
                .POST, Self.target, "no JSON", headers: headers, 400,
                #"{"error":"Unrecognized request format: only true, false and null are written without quotes at byte 0"}"#,
                answerHeaders: ["ce-id": nil]),
        ])
    }

    @Test func `the id that KServe's logger adds does not make an event`() async throws {
        let some = [("ce-specversion", "1.0"), ("ce-id", "1"), ("ce-source", "me")]
        try await run(
            [Array(some[1...1]), some, []].map { headers in
                BehaviourCase(
                    .POST, Self.target, #"{"instances":[1]}"#, headers: headers, 200, #"{"predictions":[1]}"#,
                    answerHeaders: ["ce-id": nil, "ce-specversion": nil])
            })
    }

    @Test func `variables set the source and the type and take over the rest`() async throws {
        let variables = ["CE_SOURCE": "a source", "CE_TYPE": "a.type", "CE_MERGE": "True"]
        let extra = #""subject":"s","myext":{"a":[1, 2]},"time":"t","datacontenttype":"x/y""#
        try await run(
            [
                structured(
                    "{\(Self.attributes),\(extra),\"data\":{\"instances\":[1]}}",
                    #"{"specversion":"1.0","id":*,"source":"a source","type":"a.type","time":*,"subject":"s","myext":{"a":[1, 2]},"data":{"predictions":[1]}}"#
                ),
                BehaviourCase(
                    .POST, Self.target, #"{"instances":[1]}"#,
                    headers: [
                        ("ce-specversion", "0.3"), ("ce-id", "1"), ("ce-source", "me"), ("ce-type", "t"),
                        ("Ce-Subject", "s"), ("ce-time", "then"),
                    ], 200, #"{"predictions":[1]}"#,
                    answerHeaders: [
                        "ce-specversion": "1.0", "ce-source": "a%20source", "ce-type": "a.type", "ce-subject": "s",
                    ]),
            ], variables)
    }

    @Test func `the id and the time of an event are what they should be`() {
        #expect(EventStamp.uuid(0, 0) == "00000000-0000-4000-8000-000000000000")
        #expect(EventStamp.uuid(.max, .max) == "ffffffff-ffff-4fff-bfff-ffffffffffff")
        #expect(EventStamp.uuid(0x0123_4567_89AB_CDEF, 1) == "01234567-89ab-4def-8000-000000000001")
        #expect(EventStamp.format(seconds: 1_709_251_199, microseconds: 7) == "2024-02-29T23:59:59.000007+00:00")
        #expect(EventStamp() != EventStamp())
    }

    @Test(arguments: [
        ("plain", "plain"), ("a b", "a%20b"), ("é", "%C3%A9"), ("50%", "50%25"), ("\"", "%22"), ("\n", "%0A"),
    ])
    func `an attribute in a header is percent-encoded where it must be`(value: String, expected: String) {
        #expect(EventAnswer.encoded(value) == expected)
    }
}
