public import Logging
public import ModelHost
public import RPCServer

/// Counts every call for the metrics, and writes a line in the log for each call, or for each that failed.
///
/// Calls that ended with UNKNOWN, INTERNAL or UNAVAILABLE are always there, as errors. The rest is `LOG_REQUESTS=on`: a
/// line for each call costs more than most calls. The words are those of HTTP's log of requests.
public struct CallLog: Sendable {
    /// The longest path that is written.
    private static let pathLengthMax = 200
    private static let unknown = "unknown"

    private let served: ServedProtocol
    private let metrics: HostMetrics
    private let logger: Logger
    private let writesAll: Bool
    /// The names of methods by their paths. Streams are not among them: they last as long as their client wants, and
    /// say nothing about the load.
    private let names: [String: String]

    /// A log of the calls of `handlers`, which belong to `served`, into `logger`: of every call if it `writesAll`.
    public init(
        of served: ServedProtocol, handlers: [String: RPCHandler], metrics: HostMetrics, logger: Logger,
        writesAll: Bool
    ) {
        self.served = served
        self.metrics = metrics
        self.logger = logger
        self.writesAll = writesAll
        let unary = handlers.filter { if case .unary = $0.value { true } else { false } }
        names = Dictionary(uniqueKeysWithValues: unary.keys.map { ($0, String($0.dropFirst())) })
    }

    /// What the server tells of its calls.
    public var observer: RPCObserver {
        RPCObserver(began: { isStream in if !isStream { metrics.requestBegan() } }, ended: ended)
    }

    private func ended(_ record: RPCRecord) {
        let code = record.status.code
        if !record.isStream {
            metrics.requestEnded(
                protocol: served, method: names[record.path] ?? Self.unknown, code: code.name,
                duration: record.duration)
        }
        let isFailure = [.unknown, .internal, .unavailable].contains(code)
        guard writesAll || isFailure else { return }
        logger.log(level: isFailure ? .error : .info, "request", metadata: metadata(of: record))
    }

    private func metadata(of record: RPCRecord) -> Logger.Metadata {
        var metadata: Logger.Metadata = [
            "protocol": "\(served.rawValue)", "path": "\(record.path.prefix(Self.pathLengthMax))",
            "status": "\(record.status.code.name)", "bytes_in": "\(record.requestBytes)",
            "bytes_out": "\(record.responseBytes)", "ms": "\(record.duration.inMilliseconds)",
        ]
        if !record.status.message.isEmpty { metadata["error"] = "\(record.status.message)" }
        guard let call = record.call else { return metadata }
        metadata["request_id"] = call.requestID.map { "\($0)" }
        metadata["traceparent"] = call.metadata("traceparent").map { "\($0)" }
        return metadata
    }
}
