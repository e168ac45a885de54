import Synchronization

/// Counts what happens at one time, up to a limit.
final class Slots: Sendable {
    private let taken = Atomic(0)
    private let limit: Int

    /// As many slots as `limit`.
    init(limit: Int) {
        self.limit = limit
    }

    /// Takes a slot; false when none is free.
    func take() -> Bool {
        guard taken.add(1, ordering: .relaxed).newValue <= limit else {
            release()
            return false
        }
        return true
    }

    /// Gives a slot back that was taken.
    func release() {
        taken.subtract(1, ordering: .relaxed)
    }
}
