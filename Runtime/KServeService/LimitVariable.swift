import HTTPServer
import ModelHost
import NIOCore

/// A variable of the environment that sets one of ``HTTPLimits``.
///
/// ``all`` is the one place that knows their names: settings are read by it, and the documentation is compared with it.
/// What holds when a variable is not set stands in `HTTPLimits`.
struct LimitVariable: Sendable {
    /// What a value is, and where it goes.
    enum Target: Sendable {
        /// A whole number, at least 1; `unit` is what it counts.
        case number(any WritableKeyPath<HTTPLimits, Int> & Sendable, unit: String)
        /// A number of seconds above 0, at most a day.
        case seconds(any WritableKeyPath<HTTPLimits, TimeAmount> & Sendable)
    }

    let name: String
    let target: Target
    let meaning: String

    static let all = [
        LimitVariable(
            name: "HTTP_MAX_BODY_BYTES", target: .number(\.bodyBytesMax, unit: "bytes"),
            meaning: "the largest body of a request, and what a gzip body may inflate to; beyond it 413"),
        LimitVariable(
            name: "HTTP_MAX_HEADER_BYTES", target: .number(\.headBytesMax, unit: "bytes"),
            meaning: "the request line and all headers together; beyond it 431"),
        LimitVariable(
            name: "HTTP_MAX_CONNECTIONS", target: .number(\.connectionsMax, unit: "connections"),
            meaning: "open connections; beyond it the one that is idle for longest is closed, else the new one gets 503"
        ),
        LimitVariable(
            name: "HTTP_IDLE_TIMEOUT", target: .seconds(\.idle),
            meaning: "from an answer to the next request, and to the first; then the connection is closed"),
        LimitVariable(
            name: "HTTP_HEADER_TIMEOUT", target: .seconds(\.head),
            meaning: "from the first byte of a request to the end of its headers; then 408"),
        LimitVariable(
            name: "HTTP_BODY_TIMEOUT", target: .seconds(\.body), meaning: "between two pieces of a body; then 408"),
        LimitVariable(
            name: "HTTP_SEND_TIMEOUT", target: .seconds(\.send),
            meaning: "until the client has taken an answer; then the connection is closed"),
    ]

    /// Sets the limit, if `environment` has the variable.
    func apply(_ environment: RuntimeEnvironment, to limits: inout HTTPLimits) throws(RuntimeEnvironmentError) {
        guard let text = environment[name] else { return }
        switch target {
        case .number(let path, let unit):
            guard let number = Int(text), number > 0 else {
                throw .malformed(name: name, value: text, expected: "a number of \(unit), at least 1")
            }
            limits[keyPath: path] = number
        case .seconds(let path):
            guard let seconds = Double(text), seconds > 0, seconds <= 86_400 else {
                throw .malformed(name: name, value: text, expected: "a number of seconds above 0, at most 86400")
            }
            limits[keyPath: path] = .nanoseconds(Int64(seconds * 1_000_000_000))
        }
    }

    /// For the documentation.
    var documented: DocumentedVariable {
        let limits = HTTPLimits()
        switch target {
        case .number(let path, let unit):
            return DocumentedVariable(name, default: "\(limits[keyPath: path])", unit: unit, meaning)
        case .seconds(let path):
            let seconds = limits[keyPath: path].nanoseconds / 1_000_000_000
            return DocumentedVariable(name, default: "\(seconds)", unit: "seconds", meaning)
        }
    }
}
