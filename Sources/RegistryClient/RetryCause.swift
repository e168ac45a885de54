/// Why a request may be worth another try.
enum RetryCause: Hashable, Sendable {
    /// The answer had this status; `after` is what its `Retry-After` asks for.
    case status(Int, after: Duration?)
    /// No connection came about: the name is unknown, or nobody listens.
    case notConnected(reason: String)
    /// The connection broke, or nothing came for too long.
    case dropped(reason: String)

    /// What a status says about trying again; nil when it says that this would be no use.
    init?(status: Int, after: Duration?) {
        // 499, 522 and 524 are what nginx and Cloudflare say of a registry behind them that took too long.
        guard [408, 429, 499, 500, 502, 503, 504, 522, 524].contains(status) else { return nil }
        self = .status(status, after: after)
    }

    /// Whether all requests to the host should wait, and not this one alone.
    var closesGate: Bool {
        switch self {
        case .status(429, _): true
        case .status(_, let after): after != nil
        case .notConnected, .dropped: false
        }
    }

    /// In the words of a message: `HTTP 503`, `connection reset`.
    var description: String {
        switch self {
        case .status(let status, _): "HTTP \(status)"
        case .notConnected(let reason), .dropped(let reason): reason
        }
    }
}
