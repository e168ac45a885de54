import Synchronization

/// The time that one push or pull may spend waiting, all its requests together.
///
/// Requests that wait at the same time spend it once: it is the user's time that counts.
final class RetryBudget: Sendable {
    private struct State {
        var left: Duration
        var paidUntil: Duration = .zero
    }

    private let state: Mutex<State>

    init(_ budget: Duration) {
        state = Mutex(State(left: budget))
    }

    /// Takes the part of the wait from `now` to `now + delay` that nobody has paid for yet; false when too little is
    /// left, and then nothing is taken.
    func take(_ delay: Duration, now: Duration) -> Bool {
        state.withLock { state in
            let unpaid = max(.zero, now + delay - max(now, state.paidUntil))
            guard unpaid <= state.left else { return false }
            state.left -= unpaid
            state.paidUntil = max(state.paidUntil, now + delay)
            return true
        }
    }
}
