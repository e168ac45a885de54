import NIOHTTP1
import Testing

@testable import KServeService

struct KServeRouteTests {
    @Test(
        arguments: [
            (.GET, "/nowhere", .noSuchPath("/nowhere")), (.GET, "/v1", .noSuchPath("/v1")),
            (.GET, "/v1/models/a/b", .noSuchPath("/v1/models/a/b")), (.GET, "///", .noSuchPath("///")),
            (.GET, "//v1/models", .noSuchPath("//v1/models")), (.GET, "/V1/models", .noSuchPath("/V1/models")),
            (.OPTIONS, "/nowhere", .noSuchPath("/nowhere")), (.GET, "*", .noSuchPath("*")),
            (.POST, "/docs", .methodNotAllowed(.POST, allow: "GET, HEAD, OPTIONS")),
            (.POST, "/", .methodNotAllowed(.POST, allow: "GET, HEAD, OPTIONS")),
            (.DELETE, "/v1/models", .methodNotAllowed(.DELETE, allow: "GET, HEAD, OPTIONS")),
            (.POST, "/v1/models/m", .methodNotAllowed(.POST, allow: "GET, HEAD, OPTIONS")),
            (.POST, "/v1/models/m:classify", .methodNotAllowed(.POST, allow: "GET, HEAD, OPTIONS")),
            (.POST, "/v1/models/m:PREDICT", .methodNotAllowed(.POST, allow: "GET, HEAD, OPTIONS")),
            (.GET, "/v1/models/m:predict", .methodNotAllowed(.GET, allow: "POST, OPTIONS")),
            (.POST, "/metrics", .methodNotAllowed(.POST, allow: "GET, HEAD, OPTIONS")),
            (.GET, "/v1/models/m/versions/1:predict", .noSuchPath("/v1/models/m/versions/1:predict")),
            (.PUT, "/v1/models/m:explain", .methodNotAllowed(.PUT, allow: "POST, OPTIONS")),
            (.GET, "/v1/models/%", .http(.malformedTarget)), (.GET, "/v1/models/%4", .http(.malformedTarget)),
            (.GET, "/v1/models/%zz", .http(.malformedTarget)), (.GET, "/v1/models/%FF", .http(.malformedTarget)),
        ] as [(HTTPMethod, String, KServeError)])
    func `what is not served is refused with the reason`(method: HTTPMethod, target: String, error: KServeError) {
        #expect(throws: error) { try KServeRoute(method, target) }
    }

    @Test(
        arguments: [
            (.GET, "/", .alive), (.HEAD, "/", .alive), (.GET, "", .alive), (.GET, "/?probe=1", .alive),
            (.GET, "http://host:8080", .alive), (.GET, "/v1/models", .listModels), (.GET, "/v1/models/", .listModels),
            (.GET, "HTTP://host/v1/models?x", .listModels), (.GET, "/v1/models/m", .modelStatus(name: "m")),
            (.HEAD, "/v1/models/m/", .modelStatus(name: "m")), (.GET, "/v1/models/a%2Fb", .modelStatus(name: "a/b")),
            (.GET, "/v1/models/m%C3%A9", .modelStatus(name: "mé")), (.GET, "/v1/models/a:b", .modelStatus(name: "a:b")),
            (.POST, "/v1/models/m:predict", .predict(name: "m")), (.POST, "/v1/models/m:predict/", .predict(name: "m")),
            (.POST, "/v1/models/m%3Apredict", .predict(name: "m")),
            (.POST, "/v1/models/m%3apredict", .predict(name: "m")),
            (.POST, "/v1/models/a:b:predict", .predict(name: "a:b")),
            (.POST, "/v1/models/:predict", .predict(name: "")),
            (.POST, "/v1/models/m:explain?x=1", .explain(name: "m")), (.GET, "/v2/health/live", .live),
            (.GET, "/v2/health/ready", .ready), (.GET, "/metrics", .metrics), (.HEAD, "/metrics/", .metrics),
            (.GET, "/docs", .page), (.GET, "/docs/", .page), (.GET, "/openapi.json", .openAPI),
            (.GET, "/v2/health", .inference(path: ["v2", "health"])), (.GET, "/v2/", .inference(path: ["v2"])),
            (.PUT, "http://host/v2/models/a%2Fb/infer?x", .inference(path: ["v2", "models", "a/b", "infer"])),
            (.OPTIONS, "/v1/models/m", .options(allow: "GET, HEAD, OPTIONS")),
            (.OPTIONS, "/v1/models/m:predict", .options(allow: "POST, OPTIONS")),
            (.OPTIONS, "*", .options(allow: "GET, HEAD, POST, OPTIONS")),
        ] as [(HTTPMethod, String, KServeRoute)])
    func `a path and its variants lead to one route`(method: HTTPMethod, target: String, route: KServeRoute) throws {
        #expect(try KServeRoute(method, target) == route)
    }
}
