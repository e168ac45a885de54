import HTTPServer
import ModelHost
import NIOCore
import NIOHTTP1
import ServerTesting
import Testing

@testable import KServeService

/// What tells of requests: the log and the metrics.
@Suite(.timeLimit(.minutes(1)))
struct OperationsTests {
    private static let predict =
        "POST /v1/models/doubler:predict HTTP/1.1\r\nX-Request-Id: mine\r\n"
        + "Traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\nTracestate: a=1\r\n"

    private func body(_ instance: Int) -> String {
        let body = "{\"instances\":[\(instance)]}"
        return "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    /// The lines that three requests leave: one that succeeds, one that is the caller's mistake, one the model's.
    private func lines(logsRequests: Bool) async throws -> [String] {
        let log = LogLines()
        let host = await host(of: Doubler.self)
        try await withServer(host, { $0.logsRequests = logsRequests }, logger: log.logger) { server in
            let client = try await server.connect()
            for instance in [1, -1, 13] {
                await client.send(Self.predict + body(instance))
                _ = try await client.response()
            }
        }
        let time = try Regex(" ms=[0-9]+\\.[0-9]{3} ")
        return log.lines.map { $0.replacing(time, with: " ms=* ") }
    }

    private func line(_ level: String, status: Int, bytesIn: Int, bytesOut: Int) -> String {
        "\(level): request bytes_in=\(bytesIn) bytes_out=\(bytesOut) method=POST ms=* path=/v1/models/doubler:predict "
            + "request_id=mine status=\(status) traceparent=00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 "
            + "tracestate=a=1"
    }

    @Test func `only failures of the server are logged unless all requests are to be`() async throws {
        #expect(
            try await lines(logsRequests: false) == [line("error", status: 500, bytesIn: 18, bytesOut: 25)])
    }

    @Test func `every request is logged when that is wanted`() async throws {
        #expect(
            try await lines(logsRequests: true) == [
                line("info", status: 200, bytesIn: 17, bytesOut: 31),
                line("info", status: 400, bytesIn: 18, bytesOut: 32),
                line("error", status: 500, bytesIn: 18, bytesOut: 25),
            ])
    }

    @Test func `probes of a model that is being loaded are not failures`() async throws {
        let log = LogLines()
        try await withServer(host(of: Echo.self, loaded: false), logger: log.logger) { server in
            let client = try await server.connect()
            await client.send("GET /v2/health/ready HTTP/1.1\r\n\r\n")
            #expect(try await client.response().status == 503)
            #expect(log.lines.isEmpty)
            await client.send("POST /v1/models/echo:predict HTTP/1.1\r\n\r\n")
            #expect(try await client.response().status == 503)
            #expect(log.lines.count == 1)
        }
    }

    @Test func `metrics count requests by what they were and how they ended`() async throws {
        try await withServer(host(of: Doubler.self)) { server in
            let client = try await server.connect()
            for instance in [1, 2, -1, 13] {
                await client.send(Self.predict + body(instance))
                _ = try await client.response()
            }
            await client.send("GET /nowhere HTTP/1.1\r\n\r\n")
            _ = try await client.response()
            await client.send("GET /metrics HTTP/1.1\r\n\r\n")
            let response = try await client.response()
            #expect(response.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            for line in [
                #"chassis_requests_total{protocol="kserve-v1",method="predict",code="200"} 2"#,
                #"chassis_requests_total{protocol="kserve-v1",method="predict",code="400"} 1"#,
                #"chassis_requests_total{protocol="kserve-v1",method="predict",code="500"} 1"#,
                #"chassis_requests_total{protocol="kserve-v1",method="other",code="404"} 1"#,
                "chassis_requests_in_flight 1",  // the one that asks
            ] {
                #expect(response.body.contains(line + "\n"), "\(line)")
            }
        }
    }

    @Test func `requests that end in any way are no longer in flight`() async throws {
        let gate = Gate("in flight")
        let host = await host(of: Waiting.self, directory: gate.name)
        try await withServer(host) { server in
            let leaving = try await server.connect()
            await leaving.send(
                "POST /v1/models/waiting:predict HTTP/1.1\r\nContent-Length: 17\r\n\r\n{\"instances\":[1]}")
            for await _ in gate.arrivals { break }
            await leaving.close()
            for await _ in gate.cancellations { break }
            let closing = try await server.connect()
            await closing.send("GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
            #expect(await closing.readToEnd().hasPrefix("HTTP/1.1 200 "))
            let garbage = try await server.connect()
            await garbage.send("GARBAGE\r\n\r\n")
            #expect(await garbage.readToEnd().hasPrefix("HTTP/1.1 400 "))
        }
        let metrics = String(decoding: host.metrics.exposition(), as: UTF8.self)
        #expect(metrics.contains("chassis_requests_in_flight 0\n"))
        #expect(metrics.contains(#"{protocol="kserve-v1",method="predict",code="499"} 1"#))
        #expect(metrics.contains(#"{protocol="kserve-v1",method="other",code="400"} 1"#))
    }

    @Test func `what keeps the host from answering has a status and a hint`() {
        let busy = HTTPResponse.error(KServeError(.busy(queueLength: 7), model: "m"))
        #expect(busy.status == .serviceUnavailable)
        #expect(busy.headers == [.init(name: "Retry-After", value: "1")])
        #expect(busy.body?.text == #"{"error":"7 requests are waiting for the model already; try again later"}"#)
        let late = HTTPResponse.error(KServeError(.timedOut(.seconds(2)), model: "m"))
        #expect(late.status == .gatewayTimeout)
        #expect(late.body?.text == #"{"error":"The prediction took longer than 2.0 seconds"}"#)
        for reason in [HostUnavailable.loading, .loadFailed("x"), .draining] {
            #expect(KServeError(reason, model: "m") == .notReady(model: "m"))
        }
    }
}
