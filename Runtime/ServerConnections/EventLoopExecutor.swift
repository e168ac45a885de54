public import NIOCore

/// Runs a task on an event loop.
///
/// A call that is short beside its way through three thread pools spends most of its time on that way. On the event
/// loop of its connection it leaves the thread once, for the model, and comes back.
public final class EventLoopExecutor: TaskExecutor {
    /// The size of a request whose reading may take place on the event loop: about 50 µs of it. Larger ones are read on a
    /// thread where they keep no health check waiting.
    public static let requestBytesMax = 65_536

    private let eventLoop: any EventLoop

    /// An executor on `eventLoop`.
    public init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    /// Runs `job` on the event loop, later.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
