import GRPCCore
import HTTPServer
import Logging
import ModelHost
import NIOCore
import NIOHTTP1
import OMIProtocol
import OMIStubs
import ServerMetrics
import Synchronization
import Testing

@testable import OMIService

@Suite(.timeLimit(.minutes(1)))
struct OperationsTests {
    private static func host() -> (host: ModelHost, script: Script) {
        let script = Script()
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        return (ModelHost(CompleteModel.self, context: script.context(), logger: logger), script)
    }

    private static func answer(_ host: ModelHost, _ method: HTTPMethod, _ path: String) async -> HTTPResponse {
        let head = HTTPRequestHead(version: .http1_1, method: method, uri: path)
        guard case .answer(let response) = OperationsService(host: host).triage(head) else {
            Issue.record("\(path) wants a body")
            return HTTPResponse(status: .internalServerError)
        }
        return response
    }

    @Test(arguments: ["/", "/v2/health/live", "/v2/health/live?probe=1", "/metrics"])
    func `it is alive from the beginning`(path: String) async {
        let (host, _) = Self.host()
        #expect(await Self.answer(host, .GET, path).status == .ok)
        #expect(await Self.answer(host, .HEAD, path).status == .ok)
    }

    @Test func `it is ready while the model answers`() async {
        let (host, script) = Self.host()
        #expect(await Self.answer(host, .GET, "/v2/health/ready").status == .serviceUnavailable)
        script.mayLoad.open()
        await host.load()
        #expect(await Self.answer(host, .GET, "/v2/health/ready").status == .ok)
        host.beginDraining()
        #expect(await Self.answer(host, .GET, "/v2/health/ready").status == .serviceUnavailable)
    }

    @Test(arguments: ["/v1/models", "/docs", "/metrics/", "//", "", "*"])
    func `there is nothing else`(path: String) async {
        let (host, _) = Self.host()
        #expect(await Self.answer(host, .GET, path).status == .notFound)
    }

    @Test(arguments: [HTTPMethod.POST, .PUT, .DELETE, .OPTIONS])
    func `nothing can be changed`(method: HTTPMethod) async {
        let (host, _) = Self.host()
        let response = await Self.answer(host, method, "/metrics")
        #expect(response.status == .methodNotAllowed)
        #expect(response.headers == [.init(name: "Allow", value: "GET, HEAD")])
    }

    @Test func `calls are counted by method and code, streams are not`() async throws {
        try await withServer(of: CompleteModel.self) { test in
            await test.loadModel()
            try await test.withModelClient { client in
                _ = try await client.run(.with { $0.inputs = [.with { $0.input = ["input": .init("1".utf8)] }] })
                _ = try await client.run(RunRequest())
                _ = try await client.status(StatusRequest())
            }
            let response = await Self.answer(test.host, .GET, "/metrics")
            #expect(response.contentType == Exposition.contentType)
            let text = response.body.map { String(buffer: $0) } ?? ""
            let run = "chassis_requests_total{protocol=\"omi\",method=\"ModzyModel/Run\",code=\"OK\"} 2\n"
            #expect(text.contains(run))
            #expect(text.contains("method=\"ModzyModel/Status\",code=\"OK\"} 1\n"))
            #expect(text.contains("chassis_requests_in_flight 0\n"))
        }
    }

    @Test func `with a port of its own it is served over HTTP, and is told`() async throws {
        try await withServer(of: CompleteModel.self, variables: ["METRICS_PORT": "0"]) { test in
            let port = try #require(test.listening.split(separator: ":").last.flatMap { Int($0) })
            #expect(test.listening.wholeMatch(of: /OMI \(gRPC\) on \[::\]:\d+, metrics \(HTTP\) on \[::\]:\d+/) != nil)
            let answer = try await httpGet(port: port, path: "/v2/health/ready")
            #expect(answer.hasPrefix("HTTP/1.1 503 "))
            await test.loadModel()
            let ready = try await httpGet(port: port, path: "/v2/health/ready")
            #expect(ready.hasPrefix("HTTP/1.1 200 "))
        }
    }
}
