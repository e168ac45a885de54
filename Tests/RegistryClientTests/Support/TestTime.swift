import Synchronization

@testable import RegistryClient

/// A clock that stands still until somebody waits, and is then where the wait ends.
final class TestTime: Sendable {
    private struct State {
        var now = Duration.zero
        var sleeps: [Duration] = []
        var onSleep: @Sendable (Duration) async throws -> Void = { _ in }
    }

    static let secondsSinceEpoch: Int64 = 1_795_838_400

    private let state = Mutex(State())

    var now: Duration { state.withLock { $0.now } }
    /// All waits until now.
    var sleeps: [Duration] { state.withLock { $0.sleeps } }

    /// Calls `body` with each wait, before it ends.
    func onSleep(_ body: @escaping @Sendable (Duration) async throws -> Void) {
        state.withLock { $0.onSleep = body }
    }

    func advance(by duration: Duration) {
        state.withLock { $0.now += duration }
    }

    /// This clock, and dice that always show the highest number.
    var timing: Timing {
        Timing(
            now: { self.now },
            secondsSinceEpoch: { Self.secondsSinceEpoch + self.now.components.seconds },
            sleep: { duration in
                try Task.checkCancellation()
                let onSleep = self.state.withLock { state in
                    state.sleeps.append(duration)
                    return state.onSleep
                }
                try await onSleep(duration)
                try Task.checkCancellation()
                self.advance(by: duration)
            },
            random: { 1 },
            // A machine with much to do may take longer than anybody at a terminal would wait.
            farewell: .seconds(120))
    }
}
