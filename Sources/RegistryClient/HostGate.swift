import Synchronization

/// Where all requests to one host stand still while the host has asked for quiet.
final class HostGate: Sendable {
    private let timing: Timing
    private let opensAt = Mutex(Duration.zero)

    init(timing: Timing) {
        self.timing = timing
    }

    /// Keeps the gate closed for at least `duration` from now.
    func close(for duration: Duration) {
        let end = timing.now() + duration
        opensAt.withLock { $0 = max($0, end) }
    }

    /// Returns once the gate is open.
    /// - Throws: `CancellationError`, at once.
    func pass() async throws {
        while true {
            try Task.checkCancellation()
            let left = opensAt.withLock { $0 } - timing.now()
            guard left > .zero else { return }
            try await timing.sleep(left)
        }
    }
}
