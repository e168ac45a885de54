import Synchronization

/// Calls a function at a time that can be moved forward; one timer for any number of things that wait.
final class Alarm: Sendable {
    private struct Contents {
        var instant: ContinuousClock.Instant?
        var sleeper: Task<Void, Never>?
    }

    private let action: @Sendable () -> Void
    private let contents = Mutex(Contents())

    /// - Parameter action: is called on a thread of Swift's pool. It can set the alarm again.
    init(_ action: @escaping @Sendable () -> Void) {
        self.action = action
    }

    deinit {
        contents.withLock { $0.sleeper }?.cancel()
    }

    /// Rings at `instant`, or earlier when it is set for an earlier one already.
    func set(for instant: ContinuousClock.Instant) {
        contents.withLock { contents in
            if let earlier = contents.instant, earlier <= instant { return }
            contents.sleeper?.cancel()
            contents.instant = instant
            contents.sleeper = Task.detached { [weak self] in
                do {
                    try await Task.sleep(until: instant, tolerance: .zero, clock: .continuous)
                } catch {
                    return  // it was moved forward, or nobody needs it any more
                }
                self?.ring(at: instant)
            }
        }
    }

    private func ring(at instant: ContinuousClock.Instant) {
        let isCurrent = contents.withLock { contents in
            guard contents.instant == instant else { return false }
            contents.instant = nil
            contents.sleeper = nil
            return true
        }
        if isCurrent { action() }
    }
}
