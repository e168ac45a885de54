import Dispatch
import Synchronization
import Testing

/// Holds threads up until it is opened, or for 45 seconds, so that a failing test ends.
final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    /// Blocks the thread; whether the gate was opened.
    func waitBlocking() -> Bool {
        guard semaphore.wait(timeout: .now() + 45) == .success else { return false }
        semaphore.signal()
        return true
    }

    func open() { semaphore.signal() }
}

/// What happened, in order.
final class Events<Event: Sendable>: Sendable {
    private let recorded = Mutex<[Event]>([])

    var all: [Event] { recorded.withLock { $0 } }

    func append(_ event: Event) { recorded.withLock { $0.append(event) } }
}

/// Waits until `condition` holds, for 45 seconds at most, and says so when it does not come to hold.
func eventually(
    _ comment: Comment, sourceLocation: SourceLocation = #_sourceLocation, _ condition: () -> Bool
) async {
    let end = ContinuousClock.now + .seconds(45)
    while !condition() {
        guard ContinuousClock.now < end else {
            Issue.record(comment, sourceLocation: sourceLocation)
            return
        }
        try? await Task.sleep(for: .milliseconds(1))  // a cancelled test only asks more often
    }
}
