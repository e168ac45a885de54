import ModelHost
import RPCServer

extension RPCStatus {
    /// The status by which a client learns whether, and when, to ask again: UNAVAILABLE is asked again at once and
    /// elsewhere, RESOURCE_EXHAUSTED later, DEADLINE_EXCEEDED not at all.
    init(_ reason: HostUnavailable) {
        let code: Code =
            switch reason {
            case .loading, .loadFailed, .draining: .unavailable
            case .busy: .resourceExhausted
            case .timedOut: .deadlineExceeded
            }
        self.init(code, reason.description)
    }
}
