import ChassisModel
import HTTPServer
import Logging
import ModelHost
import ModelPage
import NIOCore
import NIOHTTP1
import OpenInference

/// The KServe protocols over HTTP in front of one model, with its page and its metrics: requests in, answers out, without a socket.
///
/// A request is looked at twice. ``triage(_:)`` sees its head and answers at once what needs neither the body nor the
/// model; it never waits, so health is answered on the event loop whatever the model does. The rest goes to
/// ``answer(_:_:)``, which asks the model.
struct KServeAPI: HTTPService {
    private let host: ModelHost
    private let modelName: String
    private let events: EventSettings
    private let logger: Logger
    private let accessLog: AccessLog
    private let reader: ItemReader
    private let writer: PredictionWriter
    private let inference: OpenInferenceAPI
    private let page: ModelPage

    /// Serves the model of `host` as `settings` say.
    init(host: ModelHost, settings: KServeSettings, logger: Logger) {
        self.host = host
        self.logger = logger
        modelName = settings.modelName
        events = settings.events
        accessLog = AccessLog(logger, writesAll: settings.logsRequests)
        reader = ItemReader(host.metadata.inputs)
        // What a typed model returns was made JSON by the host.
        writer = PredictionWriter(host.metadata.outputs, isJSONChecked: host.modelType is any TypedModel.Type)
        inference = OpenInferenceAPI(host: host, modelName: settings.modelName, logger: logger)
        page = ModelPage(host: host, modelName: settings.modelName, sample: host.sample)
    }

    var isEnding: Bool { host.state == .draining }

    /// Judges the head of a request; see the type.
    func triage(_ head: HTTPRequestHead) -> HTTPTriage<APICall> {
        host.metrics.requestBegan()
        do throws(KServeError) {
            switch try KServeRoute(head.method, head.uri) {
            case .alive: return .answer(.ok(#"{"status":"alive"}"#))
            case .live: return .answer(.ok(#"{"live":true}"#))
            case .ready:
                guard host.state == .ready else { throw .notReady(model: modelName) }
                return .answer(.ok(#"{"ready":true}"#))
            case .listModels: return .answer(modelList())
            case .modelStatus(let name): return .answer(try modelStatus(name))
            case .metrics: return .answer(metrics())
            case .page: return .call(.page)
            case .openAPI: return .call(.openAPI)
            case .inference(let path): return try triage(head, path: path)
            case .options(let allow):
                return .answer(HTTPResponse(status: .noContent, headers: [.init(name: "Allow", value: allow)]))
            case .predict(let name): return .call(.v1(try admit(.predict, of: name, head)))
            case .explain(let name): return .call(.v1(try admit(.explain, of: name, head)))
            }
        } catch {
            return .answer(.error(error))
        }
    }

    /// Reads the body of a call, asks the model, and writes what it says. Cancelling the task cancels the call.
    func answer(_ call: APICall, _ request: HTTPRequest) async -> HTTPResponse {
        switch call {
        case .v1(let call): await answer(call, request)
        case .v2(let call):
            HTTPResponse(await inference.answer(call, body: Array(request.body.readableBytesView)))
        case .page: await html()
        case .openAPI: HTTPResponse(status: .ok, body: ByteBuffer(bytes: await page.openAPI()))
        }
    }

    private func answer(_ call: ModelCall, _ request: HTTPRequest) async -> HTTPResponse {
        do throws(KServeError) {
            let asked = try request.body.withUnsafeReadableBytes { bytes throws(KServeError) in
                try AskedItems(call, in: bytes, reader: reader)
            }
            let body = try await outcome(of: call.verb, asked.items)
            switch asked.event {
            case nil: return HTTPResponse(status: .ok, body: body)
            case .binary:
                return EventAnswer(settings: events, stamp: EventStamp()).binary(body, request: request.head.headers)
            case .structured(let attributes):
                return EventAnswer(settings: events, stamp: EventStamp()).structured(body, attributes: attributes)
            }
        } catch {
            if case .invalidOutput = error { logger.error("\(error)", metadata: ["request_id": "\(request.id)"]) }
            return .error(error)
        }
    }

    func response(to problem: HTTPProblem) -> HTTPResponse { .error(.http(problem)) }

    func ended(_ record: HTTPRecord, of call: APICall?) {
        if record.head == nil { host.metrics.requestBegan() }
        let (served, method): (ServedProtocol, String) =
            switch call {
            case .v1(let call): (.kserveV1, call.verb == .predict ? "predict" : "explain")
            case .v2: (.kserveV2, "infer")
            case .page, .openAPI, nil: (.kserveV1, "other")
            }
        host.metrics.requestEnded(protocol: served, method: method, code: record.code, duration: record.duration)
        accessLog.write(record)
    }

    // MARK: Version 2, and the page

    private func triage(_ head: HTTPRequestHead, path: [String]) throws(KServeError) -> HTTPTriage<APICall> {
        let triage = inference.triage(method: head.method.rawValue, path: path) { head.headers.first(name: $0) }
        switch triage {
        case .answer(let response): return .answer(HTTPResponse(response))
        case .call(let call): return .call(.v2(call))
        case nil: throw .noSuchPath(String(head.uri.prefix { $0 != "?" }))
        }
    }

    /// The page is made by code of the model's types, which must not hold up a connection.
    private func html() async -> HTTPResponse {
        let bytes = await Task.detached { [page] in page.html() }.value
        return HTTPResponse(
            status: .ok,
            headers: [
                .init(name: "Content-Security-Policy", value: ModelPage.contentSecurityPolicy),
                .init(name: "X-Content-Type-Options", value: "nosniff"),
            ], contentType: "text/html; charset=utf-8", body: ByteBuffer(bytes: bytes))
    }

    // MARK: Predictions

    private func outcome(of verb: ModelCall.Verb, _ items: [NamedBytes]) async throws(KServeError) -> ByteBuffer {
        guard !items.isEmpty else { return try writer.body(of: [], explanations: verb == .explain ? [] : nil) }
        // Explaining is a call of its own: asked along with the prediction, an explanation that fails would be told
        // inside an answer that succeeds.
        let explanations: [ItemOutcome]?
        let predictions: [ItemOutcome]
        do throws(HostUnavailable) {
            explanations = verb == .explain ? try await host.explain(items) : nil
            predictions = try await host.predict(items)
        } catch {
            throw KServeError(error, model: modelName)
        }
        return try await predictions.answer { () async throws(KServeError) in
            try writer.body(of: predictions, explanations: explanations)
        }
    }

    /// Checks that need no body, in this order: is it our model, does it do that, is it loaded.
    private func admit(
        _ verb: ModelCall.Verb, of name: String, _ head: HTTPRequestHead
    ) throws(KServeError) -> ModelCall {
        guard name == modelName else { throw .unknownModel(name) }
        guard verb != .explain || host.explains else { throw .doesNotExplain(model: modelName) }
        switch host.state {
        // A request that arrives while the server drains was sent before the client could know: it is answered.
        case .ready, .draining: break
        case .loading, .failed: throw .notReady(model: modelName)
        }
        return ModelCall(verb: verb, event: EventForm(head.headers))
    }

    // MARK: Answers without the model

    private func modelList() -> HTTPResponse {
        var body = ByteBuffer()
        body.writeStaticString(#"{"models":["#)
        body.writeJSONString(Array(modelName.utf8))
        body.writeStaticString("]}")
        return HTTPResponse(status: .ok, body: body)
    }

    private func modelStatus(_ name: String) throws(KServeError) -> HTTPResponse {
        guard name == modelName else { throw .unknownModel(name) }
        guard host.state == .ready else { throw .notReady(model: modelName) }
        var body = ByteBuffer()
        body.writeStaticString(#"{"name":"#)
        body.writeJSONString(Array(modelName.utf8))
        body.writeStaticString(#","ready":true}"#)
        return HTTPResponse(status: .ok, body: body)
    }

    private func metrics() -> HTTPResponse {
        HTTPResponse(
            status: .ok, contentType: HostMetrics.contentType, body: ByteBuffer(bytes: host.metrics.exposition()))
    }
}
