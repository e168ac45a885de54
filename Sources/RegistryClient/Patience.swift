/// What the requests of one push or pull to one host share when something fails: the rules, the host's gate, the budget.
struct Patience: Sendable {
    let host: String
    var policy = RetryPolicy()
    let gate: HostGate
    let budget: RetryBudget
    let timing: Timing
    let report: @Sendable (TransferEvent) -> Void

    /// Waits before the next try of a request that has failed `failures` times, this time included.
    /// - Returns: False when it should not be tried again.
    /// - Throws: ``RegistryError/asksToWait(host:seconds:)``, or `CancellationError` at once.
    func wait(after cause: RetryCause, failures: Int) async throws -> Bool {
        switch policy.decide(cause, failures: failures, random: timing.random()) {
        case .giveUp: return false
        case .asksTooLong(let duration):
            throw RegistryError.asksToWait(host: host, seconds: duration.components.seconds)
        case .wait(let delay):
            guard budget.take(delay, now: timing.now()) else {
                // What the server asked for is worth telling; that our own patience has ended is told by the failure.
                if case .status(_, let after?) = cause, after > .zero {
                    throw RegistryError.asksToWait(host: host, seconds: after.components.seconds)
                }
                return false
            }
            report(.waiting(host: host, delay, reason: cause.description))
            if cause.closesGate {
                gate.close(for: delay)
                try await gate.pass()
            } else {
                try await timing.sleep(delay)
            }
            return true
        }
    }
}
