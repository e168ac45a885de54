import ChassisModel
import Logging
import ModelHost
import NIOCore
import NIOHTTP1

/// The KServe v1 protocol in front of one model: requests in, answers out, without a socket.
///
/// A request is looked at twice. ``triage(_:)`` sees its head and answers at once what needs neither the body nor the
/// model; it never waits, so health is answered on the event loop whatever the model does. The rest goes to
/// ``answer(_:body:)``, which asks the model.
struct KServeAPI: Sendable {
    /// What follows from the head of a request.
    enum Triage: Sendable, Equatable {
        /// The answer, whatever the body.
        case answer(HTTPResponse)
        /// The body is wanted, of at most ``KServeAPI/bodyBytesMax`` bytes.
        case call(ModelCall)
    }

    /// The largest body of a request.
    let bodyBytesMax: Int

    private let host: ModelHost
    private let modelName: String
    private let logger: Logger
    private let reader: ItemReader
    private let writer: PredictionWriter
    private let slots: CallSlots

    /// Serves the model of `host` as `modelName`.
    init(host: ModelHost, modelName: String, bodyBytesMax: Int, callsMax: Int = HTTPLimits.callsMax, logger: Logger) {
        self.host = host
        self.modelName = modelName
        self.bodyBytesMax = bodyBytesMax
        self.logger = logger
        reader = ItemReader(host.metadata.inputs)
        writer = PredictionWriter(host.metadata.outputs)
        slots = CallSlots(limit: callsMax)
    }

    /// The whole way of a request, for callers that hold all of it.
    func respond(to request: HTTPRequest) async -> HTTPResponse {
        switch triage(request.head) {
        case .answer(let response): response
        case .call(let call): await answer(call, body: request.body)
        }
    }

    /// Judges the head of a request; see the type.
    func triage(_ head: HTTPRequestHead) -> Triage {
        do throws(KServeError) {
            switch try KServeRoute(head.method, head.uri) {
            case .alive: return .answer(.ok(#"{"status":"alive"}"#))
            case .live: return .answer(.ok(#"{"live":true}"#))
            case .ready:
                guard host.state == .ready else { throw .notReady(model: modelName) }
                return .answer(.ok(#"{"ready":true}"#))
            case .listModels: return .answer(modelList())
            case .modelStatus(let name): return .answer(try modelStatus(name))
            case .options(let allow):
                return .answer(HTTPResponse(status: .noContent, headers: [.init(name: "Allow", value: allow)]))
            case .predict(let name): return try admit(.predict, of: name, head)
            case .explain(let name): return try admit(.explain, of: name, head)
            }
        } catch {
            return .answer(.error(error))
        }
    }

    /// Reads the body of a call, asks the model, and writes what it says. Cancelling the task cancels the call.
    func answer(_ call: ModelCall, body: ByteBuffer) async -> HTTPResponse {
        do throws(KServeError) {
            guard body.readableBytes <= bodyBytesMax else { throw .bodyTooLarge(limitBytes: bodyBytesMax) }
            let items = try body.withUnsafeReadableBytes { bytes throws(KServeError) in
                try reader.items(of: try PredictRequest(parsing: bytes), in: bytes)
            }
            guard slots.take() else { throw .busy }
            defer { slots.release() }
            return HTTPResponse(status: .ok, body: try await outcome(of: call, items))
        } catch {
            if case .invalidOutput = error { logger.error("\(error)") }
            return .error(error)
        }
    }

    private func outcome(of call: ModelCall, _ items: [NamedBytes]) async throws(KServeError) -> ByteBuffer {
        guard !items.isEmpty else { return try writer.body(of: [], explanations: call == .explain ? [] : nil) }
        // Explaining is a call of its own: asked along with the prediction, an explanation that fails would be told
        // inside an answer that succeeds.
        let explanations: [ItemOutcome]?
        let predictions: [ItemOutcome]
        do throws(HostUnavailable) {
            explanations = call == .explain ? try await host.explain(items) : nil
            predictions = try await host.predict(items)
        } catch {
            throw .notReady(model: modelName)
        }
        return try writer.body(of: predictions, explanations: explanations)
    }

    /// Checks that need no body, in this order: is it our model, does it do that, is it loaded, can the body be read.
    private func admit(_ call: ModelCall, of name: String, _ head: HTTPRequestHead) throws(KServeError) -> Triage {
        guard name == modelName else { throw .unknownModel(name) }
        guard call != .explain || host.explains else { throw .doesNotExplain(model: modelName) }
        switch host.state {
        // A request that arrives while the server drains was sent before the client could know: it is answered.
        case .ready, .draining: break
        case .loading, .failed: throw .notReady(model: modelName)
        }
        for encoding in head.headers["content-encoding"] where encoding.lowercased() != "identity" {
            throw .unsupportedEncoding(encoding)
        }
        if let length = head.contentLength, length > bodyBytesMax { throw .bodyTooLarge(limitBytes: bodyBytesMax) }
        return .call(call)
    }

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
}
