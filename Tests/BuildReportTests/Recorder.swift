import BuildReport
import Synchronization

/// Keeps every event it hears.
final class Recorder: BuildReporter {
    private let heard = Mutex<[BuildEvent]>([])

    var events: [BuildEvent] { heard.withLock { $0 } }

    func report(_ event: BuildEvent) {
        heard.withLock { $0.append(event) }
    }
}
