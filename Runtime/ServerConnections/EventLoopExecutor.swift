import NIOCore

/// Runs a task on an event loop.
///
/// A call that is short beside its way through three thread pools spends most of its time on that way. On the event
/// loop of its connection it leaves the thread once, for the model, and comes back.
final class EventLoopExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    /// An executor on `eventLoop`.
    init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
