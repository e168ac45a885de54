import ChassisModel
import ModelHost
import NIOHTTP1
import Testing

@testable import KServeService

/// One table for each model, run against the handlers and over a live connection.
@Suite(.timeLimit(.minutes(1)))
struct BehaviourTests {
    private func run(_ cases: [BehaviourCase], on host: ModelHost) async throws {
        let api = KServeAPI(host: host, settings: try settings(of: host), logger: silent)
        for testCase in cases { await testCase.check(api) }
        try await withServer(host) { server in
            for testCase in cases {
                try await testCase.check(server.connect(), isEnding: host.state == .draining)
            }
        }
    }

    @Test func `requests that are not of KServe v1 are told what would be`() async throws {
        let read = "GET, HEAD, OPTIONS"
        try await run(
            [
                BehaviourCase(
                    .GET, "/nowhere?x=\"", 404,
                    #"{"error":"Nothing is served at /nowhere; predictions are POST /v1/models/NAME:predict"}"#),
                BehaviourCase(.GET, "/v1/models/%", 400, #"{"error":"The path is not percent-encoded UTF-8"}"#),
                BehaviourCase(
                    .POST, "/v1/models", "{}", 405, #"{"error":"POST is not allowed here; use GET, HEAD, OPTIONS"}"#,
                    answerHeaders: ["Allow": read]),
                BehaviourCase(
                    .GET, "/v1/models/echo:predict", 405, #"{"error":"GET is not allowed here; use POST, OPTIONS"}"#,
                    answerHeaders: ["Allow": "POST, OPTIONS"]),
                BehaviourCase(
                    .DELETE, "/", 405, #"{"error":"DELETE is not allowed here; use GET, HEAD, OPTIONS"}"#,
                    answerHeaders: ["Allow": read]),
                BehaviourCase(.OPTIONS, "/v1/models/echo", 204, nil, answerHeaders: ["Allow": read]),
                BehaviourCase(
                    .GET, "/v1/models/nope", 404, #"{"error":"Model with name nope does not exist."}"#),
                BehaviourCase(
                    .GET, "/v1/models/%22%0A", 404, #"{"error":"Model with name \"\n does not exist."}"#),
                .refuse("nope", "not JSON", 404, "Model with name nope does not exist."),
                BehaviourCase(
                    .POST, "/v1/models/echo:explain", "{}", 501,
                    #"{"error":"Model with name echo does not explain its predictions."}"#),
                BehaviourCase(
                    .POST, "/v1/models/echo:predict", "x", headers: [("Content-Encoding", "br")], 415,
                    #"{"error":"A body with Content-Encoding br is not supported; send it uncompressed, or with gzip"}"#,
                    answerHeaders: ["Accept-Encoding": "gzip"]),
            ], on: host(of: Echo.self))
    }

    @Test func `a ready server says so wherever it is asked`() async throws {
        try await run(
            [
                BehaviourCase(.GET, "/", 200, #"{"status":"alive"}"#),
                BehaviourCase(.GET, "/v1/models", 200, #"{"models":["echo"]}"#),
                BehaviourCase(.GET, "/v1/models/", 200, #"{"models":["echo"]}"#),
                BehaviourCase(.GET, "/v1/models/echo", 200, #"{"name":"echo","ready":true}"#),
                BehaviourCase(.HEAD, "/v1/models/echo", 200, #"{"name":"echo","ready":true}"#),
                BehaviourCase(.HEAD, "/nowhere", 404, notServed("/nowhere")),
                BehaviourCase(.GET, "/v2/health/live", 200, #"{"live":true}"#),
                BehaviourCase(.GET, "/v2/health/ready", 200, #"{"ready":true}"#),
                BehaviourCase(.GET, "/v2/health/ready", "with a body", 200, #"{"ready":true}"#),
            ], on: host(of: Echo.self))
    }

    private func notServed(_ path: String) -> String {
        "{\"error\":\"Nothing is served at \(path); predictions are POST /v1/models/NAME:predict\"}"
    }

    @Test func `a server whose model is loading is alive and not ready`() async throws {
        try await run(
            notReady("echo") + [BehaviourCase(.GET, "/v1/models", 200, #"{"models":["echo"]}"#)],
            on: host(of: Echo.self, loaded: false))
    }

    @Test func `a server whose model failed to load is alive and not ready`() async throws {
        try await run(notReady("unloadable"), on: host(of: Unloadable.self))
    }

    @Test func `a draining host is alive, not ready, and still predicts`() async throws {
        let host = await host(of: Echo.self)
        host.beginDraining()
        try await run(notReady("echo").dropLast() + [.predict("echo", #"{"instances":[1]}"#, "[1]")], on: host)
    }

    private func notReady(_ name: String) -> [BehaviourCase] {
        let error = "{\"error\":\"Model with name \(name) is not ready.\"}"
        return [
            BehaviourCase(.GET, "/", 200, #"{"status":"alive"}"#),
            BehaviourCase(.GET, "/v2/health/live", 200, #"{"live":true}"#),
            BehaviourCase(.GET, "/v1/models/\(name)", 503, error),
            BehaviourCase(.GET, "/v2/health/ready", 503, error),
            BehaviourCase(.GET, "/v1/models/nope", 404, #"{"error":"Model with name nope does not exist."}"#),
            BehaviourCase(.POST, "/v1/models/\(name):predict", "not JSON", 503, error),
        ]
    }

    @Test func `a body that is not a prediction request is refused with the reason`() async throws {
        let prefix = "Unrecognized request format: "
        try await run(
            [
                .refuse("echo", "", 400, prefix + "the document is empty at byte 0"),
                .refuse("echo", " ", 400, prefix + "the document ends too early at byte 1"),
                .refuse(
                    "echo", "instances=1", 400,
                    prefix + "only true, false and null are written without quotes at byte 0"),
                .refuse("echo", #"{"instances":[1,]}"#, 400, prefix + "a value is expected at byte 16"),
                .refuse(
                    "echo", #"{"instances":[NaN]}"#, 400,
                    prefix + "only true, false and null are written without quotes at byte 14"),
                .refuse("echo", #"{"instances":[1]"#, 400, prefix + "the document ends too early at byte 16"),
                .refuse(
                    "echo", #"{"instances":[1]}}"#, 400, prefix + "something follows the end of the document at byte 17"
                ),
                .refuse(
                    "echo", #"{"instances":5,"x":tru}"#, 400,
                    prefix + "only true, false and null are written without quotes at byte 19"),
                .refuse("echo", "[1,2]", 400, #"Expected a JSON object: send {"instances": [...]}"#),
                .refuse("echo", "null", 400, #"Expected a JSON object: send {"instances": [...]}"#),
                .refuse(
                    "echo", "{}", 400,
                    #"Expected "instances": send {"instances": [...]} with one element for each prediction"#),
                .refuse(
                    "echo", #"{"Instances":[1]}"#, 400,
                    #"Expected "instances": send {"instances": [...]} with one element for each prediction"#),
                .refuse("echo", #"{"instances":{"a":[1]}}"#, 400, #"Expected "instances" to be a list"#),
                .refuse("echo", #"{"instances":null}"#, 400, #"Expected "instances" to be a list"#),
                .refuse(
                    "echo", #"{"instances":[1],"inputs":[1]}"#, 400,
                    #"Expected either "instances" or "inputs", not both"#),
                .refuse(
                    "echo", #"{"instances":[1],"\u0069nstances":[2]}"#, 400,
                    #"The key "instances" is there twice; send it once"#),
                .refuse(
                    "echo", #"{"inputs":1}"#, 400,
                    #"Expected "inputs" to be a list, or an object of lists by input name"#),
                .refuse("echo", #"{"inputs":{}}"#, 400, #"Expected "inputs" to name at least one input of the model"#),
                .refuse(
                    "echo", #"{"inputs":{"input":1}}"#, 400,
                    #"Expected "inputs"."input" to be a list with one element for each prediction"#),
                .refuse(
                    "echo", #"{"inputs":{"input":[1],"input":[1]}}"#, 400,
                    #"The key "input" is there twice; send it once"#),
                .refuse(
                    "echo", #"{"inputs":{"input":[1],"other":[1,2]}}"#, 400,
                    #"The lists in "inputs" must be of one length: "input" has 1, "other" has 2"#),
                .refuse(
                    "echo", #"{"inputs":{"nope":[1]}}"#, 400, #"the input "input" is missing; the model takes "input""#),
            ], on: host(of: Echo.self))
    }

    @Test func `JSON instances reach the model byte for byte`() async throws {
        try await run(
            [
                .predict("echo", #"{"instances":[]}"#, "[]"),
                .predict(
                    "echo", #"{"instances":[ 1.50 , "a\u00e9" ,null,[1, 2],{ "x" : 1 }]}"#,
                    #"[1.50,"a\u00e9",null,[1, 2],{ "x" : 1 }]"#),
                .predict("echo", #"{"signature_name":"s","instances":[1e999],"extra":{"instances":3}}"#, "[1e999]"),
                .predict("echo", "\u{FEFF}{\"instances\":[1]}", "[1]"),
                .predict("echo", #"{"\u0069nstances":[1]}"#, "[1]"),
                .predict("echo", #"{"instances":[{"b64":"eyJhIjoxfQ=="},{"b64":"WzFd"}]}"#, #"[{"a":1},[1]]"#),
                .predict("echo", #"{"instances":["eyJhIjoxfQ==","WzFd"]}"#, #"[{"a":1},[1]]"#),
                // Base64 of numbers, of text, of half an array; no base64; no base64, with the letters of some.
                .predict(
                    "echo", #"{"instances":["MTI=","ZWRnZQ==","WzEs","e","Wow","eyes","e\u00330=",""]}"#,
                    #"["MTI=","ZWRnZQ==","WzEs","e","Wow","eyes",{},""]"#),
                .predict(
                    "echo", #"{"instances":[{"b64":5},{"b64":"!","x":1},{"a":{"b64":"QQ"}}]}"#,
                    #"[{"b64":5},{"b64":"!","x":1},{"a":{"b64":"QQ"}}]"#),
                .predict(
                    "echo", #"{"instances":[{"input":[1]},{"input":{"b64":"Mg=="}},{"input":1,"x":2},{}]}"#,
                    #"[[1],2,{"input":1,"x":2},{}]"#),
                .predict("echo", #"{"inputs":[1,{"input":2}]}"#, "[1,2]"),
                .predict("echo", #"{"inputs":{"input":[1,[2],{"b64":"Mw"}]}}"#, "[1,[2],3]"),
                .predict("echo", #"{"inputs":{"input":[]}}"#, "[]"),
                .refuse(
                    "echo", #"{"instances":[1,{"b64":"not base64"}]}"#, 400,
                    #"instance 1: "input" is not base64: use the alphabet with + and /, and no line breaks"#),
            ], on: host(of: Echo.self))
    }

    @Test(arguments: [
        nil, "application/json", "application/json; charset=utf-8", "application/octet-stream", "application/ld+json",
        "application/x-www-form-urlencoded", "text/plain",
    ])
    func `a body is JSON whatever its content type says`(type: String?) async throws {
        let headers = type.map { [("Content-Type", $0)] } ?? []
        let host = await host(of: Echo.self)
        try await run(
            [
                BehaviourCase(
                    .POST, "/v1/models/echo:predict", #"{"instances":[1]}"#, headers: headers, 200,
                    #"{"predictions":[1]}"#)
            ], on: host)
    }

    @Test func `a body in gzip is what it inflates to`() async throws {
        // printf '{"instances":[1]}' | gzip -n | xxd -i
        let gzip: [UInt8] = [
            0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0xAB, 0x56, 0xCA, 0xCC, 0x2B, 0x2E, 0x49, 0xCC,
            0x4B, 0x4E, 0x2D, 0x56, 0xB2, 0x8A, 0x36, 0x8C, 0xAD, 0x05, 0x00, 0x9B, 0xDE, 0xD6, 0x1C, 0x11, 0x00, 0x00,
            0x00,
        ]
        let target = "/v1/models/echo:predict"
        try await run(
            [
                BehaviourCase(
                    .POST, target, bytes: gzip, headers: [("Content-Encoding", "gzip")], 200, #"{"predictions":[1]}"#),
                BehaviourCase(
                    .POST, target, bytes: gzip, 400,
                    #"{"error":"Unrecognized request format: a value is expected at byte 0"}"#),
                BehaviourCase(
                    .POST, target, bytes: Array(gzip.dropLast()), headers: [("Content-Encoding", "gzip")], 400,
                    #"{"error":"The body is not gzip, though Content-Encoding says so, or it is cut off"}"#),
            ], on: host(of: Echo.self))
    }

    @Test(arguments: [
        (String(repeating: "[", count: 100_000), 400), (String(repeating: "{\"instances\":", count: 100_000), 400),
        ("{\"instances\":[1\(String(repeating: "0", count: 100_000))]}", 200), ("{\"instances\":[1e9999999999]}", 200),
        ("{\"instances\":[\(String(repeating: "1,", count: 50_000))1]}", 200),
    ])
    func `bombs of JSON are answered like any other body`(body: String, status: Int) async throws {
        try await withServer(host(of: Echo.self)) { server in
            let client = try await server.connect()
            await client.send(
                "POST /v1/models/echo:predict HTTP/1.1\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            #expect(try await client.response().status == status)
            await client.send("GET / HTTP/1.1\r\n\r\n")
            #expect(try await client.response().status == 200)
        }
    }

    @Test func `failures of instances fail the request and are all named`() async throws {
        try await run(
            [
                .predict("doubler", #"{"instances":[1,2.5]}"#, #"[{"doubled":2},{"doubled":5}]"#),
                .refuse("doubler", #"{"instances":[-1]}"#, 400, "a number is negative"),
                BehaviourCase(
                    .POST, "/v1/models/doubler:predict", #"{"instances":[1,-1,2,-2]}"#, 400,
                    #"{"error":"instance 1: a number is negative","failed":[1,3]}"#),
                .refuse("doubler", #"{"instances":[13]}"#, 500, "13 is unlucky"),
                BehaviourCase(
                    .POST, "/v1/models/doubler:predict", #"{"instances":[-1,13]}"#, 500,
                    #"{"error":"instance 0: a number is negative","failed":[0,1]}"#),
            ], on: host(of: Doubler.self))
    }

    @Test func `an explanation comes with its prediction`() async throws {
        let target = "/v1/models/doubler:explain"
        try await run(
            [
                BehaviourCase(
                    .POST, target, #"{"instances":[1,2]}"#, 200,
                    #"{"predictions":[{"doubled":2},{"doubled":4}],"explanations":["twice 1","twice 2"]}"#),
                BehaviourCase(.POST, target, #"{"instances":[]}"#, 200, #"{"predictions":[],"explanations":[]}"#),
                BehaviourCase(.POST, target, #"{"instances":[13]}"#, 500, #"{"error":"13 is unlucky"}"#),
                BehaviourCase(.POST, target, #"{"instances":[-1]}"#, 400, #"{"error":"a number is negative"}"#),
                BehaviourCase(
                    .POST, target, "{}", 400,
                    #"{"error":"Expected \"instances\": send {\"instances\": [...]} with one element for each prediction"}"#
                ),
            ], on: host(of: Doubler.self))
    }

    @Test func `bytes are base64 both ways`() async throws {
        let wrong = #""picture" must be base64: a string, or {"b64": "..."}"#
        let garbled = #""picture" is not base64: use the alphabet with + and /, and no line breaks"#
        try await run(
            [
                .predict(
                    "mirror", #"{"instances":["AQID","AQI",{"b64":"\/w=="},{"picture":"AQID"},""]}"#,
                    #"[{"b64":"AwIB"},{"b64":"AgE="},{"b64":"/w=="},{"b64":"AwIB"},{"b64":""}]"#),
                .predict(
                    "mirror", #"{"inputs":{"picture":["AQID",{"b64":"AQ=="}]}}"#, #"[{"b64":"AwIB"},{"b64":"AQ=="}]"#),
                .refuse("mirror", #"{"instances":[5]}"#, 400, wrong),
                .refuse("mirror", #"{"instances":["AQID",[1]]}"#, 400, "instance 1: " + wrong),
                .refuse("mirror", #"{"instances":[{"photo":"AQID"}]}"#, 400, wrong),
                .refuse("mirror", #"{"instances":["no!"]}"#, 400, garbled),
                .refuse("mirror", #"{"instances":["AQ\nID"]}"#, 400, garbled),
                .refuse("mirror", #"{"inputs":{"picture":["AQID","no!"]}}"#, 400, "instance 1: " + garbled),
            ], on: host(of: Mirror.self))
    }

    @Test func `text is a string both ways`() async throws {
        try await run(
            [
                .predict(
                    "shouter", #"{"instances":["a \"b\"\n\u00e9",{"b64":"YQ=="},{"words":"c"}]}"#,
                    #"["A \"B\"\nÉ","A","C"]"#),
                .refuse(
                    "shouter", #"{"instances":[1]}"#, 400,
                    #""words" must be a string, or {"b64": "..."} with UTF-8 text"#),
                .refuse(
                    "shouter", #"{"instances":[{"b64":"/w=="}]}"#, 400,
                    #""words" must be a string, or {"b64": "..."} with UTF-8 text"#),
                .refuse(
                    "shouter", #"{"instances":["invalid"]}"#, 500, #"the model's output "shout" is not UTF-8 text"#),
            ], on: host(of: Shouter.self))
    }

    @Test func `several inputs and outputs are an object each`() async throws {
        let expected = #"{"photo":{"b64":"AQ=="},"size":[1, 2],"title":"t"}"#
        try await run(
            [
                .predict("album", #"{"instances":[{"title":"t","photo":"AQ==","size":[1, 2]}]}"#, "[\(expected)]"),
                .predict(
                    "album", #"{"inputs":{"title":["t","t"],"photo":["AQ","AQ=="],"size":[[1, 2],[1, 2]]}}"#,
                    "[\(expected),\(expected)]"),
                .refuse(
                    "album", #"{"instances":[1]}"#, 400, #"expected an object with the inputs "size", "photo", "title""#
                ),
                .refuse(
                    "album", #"{"instances":[{"title":"t","photo":"AQ=="}]}"#, 400,
                    #"the input "size" is missing; the model takes "size", "photo", "title""#),
                .refuse(
                    "album", #"{"instances":[{"title":"t","photo":"AQ==","size":1,"x":2}]}"#, 400,
                    #""x" is not an input of this model; it takes "size", "photo", "title""#),
                .refuse(
                    "album", #"{"instances":[{"title":"t","title":"u","photo":"AQ==","size":1}]}"#, 400,
                    #""title" is there twice; send it once"#),
            ], on: host(of: Album.self))
    }

    @Test func `an output that is not the JSON it claims to be fails the prediction`() async throws {
        try await run(
            [
                .refuse(
                    "babbler", #"{"instances":[1]}"#, 500,
                    #"the model's output "results.json" is not JSON: the document ends too early at byte 3"#),
                BehaviourCase(
                    .POST, "/v1/models/babbler:predict", #"{"instances":[1,2]}"#, 500,
                    #"{"error":"instance 0: the model's output \"results.json\" is not JSON: the document ends too early at byte 3","failed":[0]}"#
                ),
            ], on: host(of: Babbler.self))
    }
}
