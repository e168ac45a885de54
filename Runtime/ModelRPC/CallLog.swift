public import Logging
public import ModelHost
public import RPCServer

/// Counts every call for the metrics, and writes it into the log where that is asked for.
public struct CallLog: Sendable {
    private let served: ServedProtocol
    private let metrics: HostMetrics
    private let logger: Logger
    private let logsRequests: Bool
    /// The names of methods by their paths. Streams are not among them: they last as long as their client wants, and
    /// say nothing about the load.
    private let names: [String: String]
    private static let unknown = "unknown"

    /// A log of the calls of `handlers`, which belong to `served`.
    public init(
        of served: ServedProtocol, handlers: [String: RPCHandler], metrics: HostMetrics, logger: Logger,
        logsRequests: Bool
    ) {
        self.served = served
        self.metrics = metrics
        self.logger = logger
        self.logsRequests = logsRequests
        let unary = handlers.filter { if case .unary = $0.value { true } else { false } }
        names = Dictionary(uniqueKeysWithValues: unary.keys.map { ($0, String($0.dropFirst())) })
    }

    /// What the server tells of its calls.
    public var observer: RPCObserver {
        RPCObserver(began: { isStream in if !isStream { metrics.requestBegan() } }, ended: ended)
    }

    private func ended(_ record: RPCRecord) {
        let code = record.status.code.name
        if !record.isStream {
            metrics.requestEnded(
                protocol: served, method: names[record.path] ?? Self.unknown, code: code, duration: record.duration)
        }
        guard logsRequests else { return }
        var fields: Logger.Metadata = [
            "protocol": "\(served.rawValue)", "method": "\(record.path)", "code": "\(code)",
            "duration": .stringConvertible(record.duration), "request_bytes": "\(record.requestBytes)",
            "response_bytes": "\(record.responseBytes)",
        ]
        if let call = record.call {
            fields["peer"] = "\(call.peer)"
            if let id = call.requestID { fields["request_id"] = "\(id)" }
            if let trace = call.metadata("traceparent") { fields["traceparent"] = "\(trace)" }
        }
        logger.info("request", metadata: fields)
    }
}
