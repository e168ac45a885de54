import ChassisModel
import ModelHost
import NIOCore
import NIOHTTP1

/// Writes what became of a request's items as the body of the answer.
///
/// The value of a prediction follows from the outputs that the model declares. One output: JSON stands as it is, text
/// becomes a string, and any other bytes become `{"b64": "…"}`. Several: an object of these by output name, sorted.
/// Outputs that were not declared are left out.
///
/// KServe v1 knows no failure of a single instance: `predictions` must be as long as `instances`. The model has still
/// answered the other items, but the caller gets one error: the first failure, and the indexes of all that failed. It
/// is a 400 when every failure is the caller's, a 501 when each asks for what the model does not do, else a 500.
struct PredictionWriter: Sendable {
    private let outputs: [ModelOutput]
    private let isJSONChecked: Bool

    /// A writer for a model that declares `outputs`.
    /// - Parameter isJSONChecked: whether outputs that claim to be JSON are known to be. They go into the answer as they
    ///   stand, so a claim that nobody has checked is checked here.
    init(_ outputs: [ModelOutput], isJSONChecked: Bool = false) {
        self.outputs = outputs.sorted { $0.name < $1.name }
        self.isJSONChecked = isJSONChecked
    }

    /// `{"predictions":[…]}`, with `"explanations":[…]` when there are any to write.
    /// - Throws: ``KServeError/itemsFailed(_:index:message:failed:)`` or ``KServeError/invalidOutput(index:_:)``.
    func body(of outcomes: [ItemOutcome], explanations: [ItemOutcome]? = nil) throws(KServeError) -> ByteBuffer {
        let items = try Self.succeeded(outcomes)
        var body = ByteBuffer()
        body.reserveCapacity(items.reduce(64) { $0 + $1.values.reduce(16) { $0 + $1.count } })
        body.writeStaticString("{\"predictions\":[")
        try Self.write(items, to: &body, each: writePrediction)
        if let explanations {
            body.writeStaticString("],\"explanations\":[")
            try Self.write(Self.succeeded(explanations), to: &body) { item, body throws(InvalidOutput) in
                try writeJSON(of: "explanation", in: item, to: &body)
            }
        }
        body.writeStaticString("]}")
        return body
    }

    /// - Throws: ``KServeError/itemsFailed(_:index:message:failed:)`` when one of `outcomes` is a failure.
    static func succeeded(_ outcomes: [ItemOutcome]) throws(KServeError) -> [NamedBytes] {
        var items: [NamedBytes] = []
        items.reserveCapacity(outcomes.count)
        var failures: [(index: Int, failure: ItemFailure)] = []
        for (index, outcome) in outcomes.enumerated() {
            switch outcome {
            case .success(let item): items.append(item)
            case .failure(let failure): failures.append((index, failure))
            }
        }
        guard let first = failures.first else { return items }
        throw .itemsFailed(
            Self.status(of: failures.map(\.failure.cause)), index: outcomes.count > 1 ? first.index : nil,
            message: first.failure.message, failed: failures.map(\.index))
    }

    private static func status(of causes: [ItemFailure.Cause]) -> HTTPResponseStatus {
        if causes.allSatisfy({ $0 == .invalidInput }) { return .badRequest }
        return causes.allSatisfy { $0 == .unsupported } ? .notImplemented : .internalServerError
    }

    private static func write(
        _ items: [NamedBytes], to body: inout ByteBuffer,
        each write: (NamedBytes, inout ByteBuffer) throws(InvalidOutput) -> Void
    ) throws(KServeError) {
        for (index, item) in items.enumerated() {
            if index > 0 { body.writeStaticString(",") }
            do throws(InvalidOutput) {
                try write(item, &body)
            } catch {
                throw .invalidOutput(index: items.count > 1 ? index : nil, error)
            }
        }
    }

    private func writePrediction(_ item: NamedBytes, to body: inout ByteBuffer) throws(InvalidOutput) {
        if outputs.count == 1 { return try writeValue(of: outputs[0], in: item, to: &body) }
        for (index, output) in outputs.enumerated() {
            body.writeStaticString(index == 0 ? "{" : ",")
            body.writeJSONString(Array(output.name.utf8))
            body.writeStaticString(":")
            try writeValue(of: output, in: item, to: &body)
        }
        body.writeStaticString("}")
    }

    private func writeValue(
        of output: ModelOutput, in item: NamedBytes, to body: inout ByteBuffer
    ) throws(InvalidOutput) {
        if output.mediaType.isJSON { return try writeJSON(of: output.name, in: item, to: &body) }
        guard let bytes = item[output.name] else { throw .missing(output.name) }
        if output.mediaType.isText {
            guard String(validating: bytes, as: UTF8.self) != nil else { throw .notText(output.name) }
            body.writeJSONString(bytes)
        } else {
            body.writeStaticString("{\"b64\":\"")
            body.writeBase64(bytes)
            body.writeStaticString("\"}")
        }
    }

    private func writeJSON(of name: String, in item: NamedBytes, to body: inout ByteBuffer) throws(InvalidOutput) {
        guard let bytes = item[name] else { throw .missing(name) }
        do throws(JSONSyntaxError) {
            if !isJSONChecked { try JSONScanner.validate(bytes) }
        } catch {
            throw .notJSON(name, error)
        }
        body.writeBytes(bytes)
    }
}
