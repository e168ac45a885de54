import ChassisModel
import ModelHost
import Testing

@testable import OpenInference

/// Everything but predictions.
@Suite struct RouteTests {
    private func text(_ response: OpenInferenceResponse?) -> String {
        response.map { "\($0.status) \(String(decoding: $0.body ?? [], as: UTF8.self))" } ?? "none"
    }

    @Test(arguments: [
        ("GET", "/v2", #"200 {"name":"chassis","version":"0.1.0","extensions":["binary_tensor_data"]}"#),
        ("HEAD", "/v2", #"200 {"name":"chassis","version":"0.1.0","extensions":["binary_tensor_data"]}"#),
        ("GET", "/v2/health/live", #"200 {"live":true}"#),
        ("GET", "/v2/health/ready", #"200 {"ready":true}"#),
        ("GET", "/v2/models", #"200 {"models":["declared"]}"#),
        (
            "GET", "/v2/models/declared",
            #"200 {"name":"declared","versions":["1"],"platform":"chassis","#
                + #""inputs":[{"name":"x","datatype":"FP32","shape":[-1,3]}],"#
                + #""outputs":[{"name":"scores","datatype":"FP32","shape":[-1,2]},"#
                + #"{"name":"class","datatype":"INT64","shape":[-1]},{"name":"label","datatype":"BYTES","shape":[-1]}]}"#
        ),
        ("GET", "/v2/models/declared/ready", #"200 {"name":"declared","ready":true}"#),
        ("GET", "/v2/models/declared/versions/1/ready", #"200 {"name":"declared","ready":true}"#),
        (
            "GET", "/v2/models/declared/versions/2/ready",
            #"404 {"error":"Model with name declared has no version 2; it has version 1"}"#
        ),
        (
            "POST", "/v2/models/declared/versions/2/infer",
            #"404 {"error":"Model with name declared has no version 2; it has version 1"}"#
        ),
        ("GET", "/v2/models/other", #"404 {"error":"Model with name other does not exist."}"#),
        ("GET", "/v2/models/other/ready", #"404 {"error":"Model with name other does not exist."}"#),
        ("POST", "/v2/models/other/infer", #"404 {"error":"Model with name other does not exist."}"#),
        ("POST", "/v2/repository/index", #"200 [{"name":"declared","version":"1","state":"READY","reason":""}]"#),
        ("GET", "/v2/repository/index", #"200 [{"name":"declared","version":"1","state":"READY","reason":""}]"#),
        ("POST", "/v2/repository/models/declared/load", #"200 {"name":"declared","load":true}"#),
        ("POST", "/v2/repository/models/other/load", #"404 {"error":"Model with name other does not exist."}"#),
        (
            "POST", "/v2/repository/models/declared/unload",
            #"501 {"error":"This server holds one model for as long as it runs; it cannot be unloaded."}"#
        ),
        ("GET", "/v2/models/declared/infer", #"405 {"error":"GET is not allowed here; use POST, OPTIONS"}"#),
        ("POST", "/v2/models/declared", #"405 {"error":"POST is not allowed here; use GET, HEAD, OPTIONS"}"#),
        ("DELETE", "/v2", #"405 {"error":"DELETE is not allowed here; use GET, HEAD, OPTIONS"}"#),
        ("OPTIONS", "/v2", "204 "),
        ("GET", "/v1/models", "none"), ("GET", "/", "none"), ("GET", "/v2/health", "none"),
        ("GET", "/v2/health/live/x", "none"), ("GET", "/v2/models/declared/versions", "none"),
        ("GET", "/v2/models/declared/stats", "none"), ("GET", "/v2/repository", "none"),
        ("POST", "/v2/repository/models/declared/reload", "none"), ("GET", "/v2/models/declared/ready/x", "none"),
    ])
    func `each path has its answer`(_ method: String, _ path: String, _ answer: String) async {
        #expect(text(await api(of: Declared.self).respond(method, path)) == answer)
    }

    @Test func `a model that declares no tensor takes BYTES`() async {
        #expect(
            text(await api(of: Echo.self).respond("GET", "/v2/models/echo/versions/1.2"))
                == #"200 {"name":"echo","versions":["1.2"],"platform":"chassis","#
                + #""inputs":[{"name":"input","datatype":"BYTES","shape":[-1]}],"#
                + #""outputs":[{"name":"results.json","datatype":"BYTES","shape":[-1]}]}"#)
    }

    @Test func `what is allowed is told`() async {
        let echo = await api(of: Echo.self)
        #expect(await echo.respond("OPTIONS", "/v2/repository/index")?.headers == ["Allow": "GET, HEAD, POST, OPTIONS"])
        #expect(await echo.respond("PUT", "/v2/models/echo/infer")?.headers == ["Allow": "POST, OPTIONS"])
    }

    @Test(arguments: [
        ("GET", "/v2/health/live", #"200 {"live":true}"#),
        ("GET", "/v2/health/ready", #"503 {"error":"Model with name unloadable is not ready."}"#),
        ("GET", "/v2/models/unloadable/ready", #"503 {"error":"Model with name unloadable is not ready."}"#),
        ("POST", "/v2/models/unloadable/infer", #"503 {"error":"Model with name unloadable is not ready."}"#),
        ("POST", "/v2/repository/models/unloadable/load", #"503 {"error":"Model with name unloadable is not ready."}"#),
        (
            "POST", "/v2/repository/index",
            #"200 [{"name":"unloadable","version":"1","state":"UNAVAILABLE","reason":"the model could not be loaded: "#
        ),
    ])
    func `a model that is not loaded is not ready`(_ method: String, _ path: String, _ answer: String) async {
        #expect(text(await api(of: Unloadable.self).respond(method, path)).hasPrefix(answer))
    }

    @Test func `a server that drains is not ready and answers what was sent before`() async {
        let (host, api) = await hostAndAPI(of: Echo.self)
        host.beginDraining()
        #expect(
            text(await api.respond("GET", "/v2/health/ready")) == #"503 {"error":"Model with name echo is not ready."}"#
        )
        #expect(
            text(await api.respond("GET", "/v2/repository/index"))
                == #"200 [{"name":"echo","version":"1.2","state":"UNLOADING","reason":"the server is shutting down"}]"#)
        let body = #"{"inputs":[{"name":"input","shape":[1],"datatype":"FP32","data":[1]}]}"#
        #expect(await api.infer("echo", body)?.hasPrefix("200 ") == true)
    }

    @Test func `overload and time have codes of their own`() {
        let busy = OpenInferenceResponse.error(OpenInferenceError(.busy(queueLength: 3), model: "m"))
        #expect(busy.status == 503 && busy.headers == ["Retry-After": "1"])
        let late = OpenInferenceResponse.error(OpenInferenceError(.timedOut(.seconds(2)), model: "m"))
        #expect(late.status == 504 && late.headers.isEmpty)
        #expect(OpenInferenceResponse.error(OpenInferenceError(.draining, model: "m")).status == 503)
    }
}
