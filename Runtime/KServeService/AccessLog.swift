import HTTPServer
import Logging
import ModelHost
import NIOHTTP1

/// A line in the log for each request, or for each that failed.
///
/// Calls that ended with 5xx are always there, as errors. The rest is `LOG_REQUESTS=on`: a line for each request costs
/// more than most requests. A `GET` that is answered with 503 belongs to the rest: readiness probes ask every second
/// while a model is being loaded.
struct AccessLog: Sendable {
    /// The longest path that is written.
    private static let pathLengthMax = 200

    private let logger: Logger
    private let writesAll: Bool

    /// A log into `logger`, of every request if it `writesAll`.
    init(_ logger: Logger, writesAll: Bool) {
        self.logger = logger
        self.writesAll = writesAll
    }

    /// Writes the line of a request that has ended, if it is to have one.
    func write(_ record: HTTPRecord) {
        let isFailure = Self.isFailure(record)
        guard writesAll || isFailure else { return }
        logger.log(level: isFailure ? .error : .info, "request", metadata: Self.metadata(of: record))
    }

    private static func isFailure(_ record: HTTPRecord) -> Bool {
        guard let status = record.status, status.code >= 500 else { return false }
        return status != .serviceUnavailable || record.head?.method == .POST
    }

    private static func metadata(of record: HTTPRecord) -> Logger.Metadata {
        var metadata: Logger.Metadata = [
            "request_id": "\(record.id)", "status": "\(record.code)",
            "bytes_in": "\(record.requestBytes)", "bytes_out": "\(record.responseBytes)",
            "ms": "\(record.duration.inMilliseconds)",
        ]
        if let head = record.head {
            metadata["method"] = "\(head.method.rawValue)"
            metadata["path"] = "\(head.uri.prefix(pathLengthMax))"
        }
        if let trace = record.trace {
            metadata["traceparent"] = "\(trace.parent)"
            metadata["tracestate"] = trace.state.map { "\($0)" }
        }
        return metadata
    }
}
