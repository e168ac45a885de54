public import BuildReport
import Synchronization

/// Passes a build's events on, and keeps how long each step took.
public final class StepTimes: BuildReporter {
    /// A step that ended.
    public struct Step: Hashable, Sendable {
        /// Which one.
        public let step: BuildStep
        /// What came of it, as it was told.
        public let summary: String
        /// How long it took.
        public let duration: Duration
    }

    private let next: any BuildReporter
    private let ended = Mutex<[Step]>([])

    /// Times the steps of which `next` hears as well.
    public init(_ next: any BuildReporter) {
        self.next = next
    }

    /// The steps that have ended, in the order of their ends.
    public var steps: [Step] { ended.withLock(\.self) }

    /// Takes note of `event` and passes it on.
    public func report(_ event: BuildEvent) {
        if case .ended(let step, let summary, let duration) = event {
            ended.withLock { $0.append(Step(step: step, summary: summary, duration: duration)) }
        }
        next.report(event)
    }
}
