import CrashReport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Threads of our own on which models are loaded and predict.
///
/// A model may compute for seconds without a suspension point. On Swift's shared pool, which has one thread a core, a
/// few such calls would leave no thread for health checks and sockets; here they hold up nothing but other predictions.
///
/// Jobs wait in one queue, first come first served. The queue needs no limit of its own: every job in it belongs to a
/// request that has its slot, or to a batch.
///
/// The threads end when the executor is released and the queue is empty. Nobody waits for them: the last reference may
/// well be dropped on one of them.
final class PredictionExecutor: TaskExecutor {
    /// One thread a core, and at least two, so that one endless prediction does not stop all others.
    static var defaultThreadCount: Int { max(2, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// The stack of each thread: what glibc gives by default; musl would give 128 KiB, too little for many models.
    private static let stackBytes = 8 << 20

    private let jobs = JobQueue()

    /// Starts `threadCount` threads, or as many of them as the system grants.
    /// - Throws: ``ThreadsUnavailable`` when it grants none.
    init(threadCount: Int = PredictionExecutor.defaultThreadCount) throws(ThreadsUnavailable) {
        precondition(threadCount > 0, "an executor has at least one thread")
        let worker = Worker(jobs: jobs)
        for started in 0..<threadCount {
            let code = worker.startThread(stackBytes: Self.stackBytes)
            guard code != 0 else { continue }
            guard started == 0 else { return }
            throw ThreadsUnavailable(reason: String(cString: strerror(code)))
        }
    }

    deinit {
        jobs.close()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        enqueue(UnownedJob(job), of: asUnownedTaskExecutor())
    }

    /// Runs `job` on one of the threads on behalf of `executor`, the one its task prefers: were it another, the task
    /// would leave the thread after every suspension.
    func enqueue(_ job: UnownedJob, of executor: UnownedTaskExecutor) {
        jobs.append((job, executor))
    }
}

/// The system grants no thread for predictions, for example because of a `pids` limit on the container.
struct ThreadsUnavailable: Error, Equatable, CustomStringConvertible {
    /// What the system said.
    let reason: String

    var description: String {
        "cannot start a thread for predictions: \(reason); raise the container's limit of processes"
    }
}

/// What a thread of the executor needs; it holds the queue but not the executor, which can therefore be released.
private final class Worker: Sendable {
    private let jobs: JobQueue

    init(jobs: JobQueue) {
        self.jobs = jobs
    }

    /// Starts a detached thread that runs jobs until the queue is closed; an `errno` value, 0 for success.
    func startThread(stackBytes: Int) -> Int32 {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, stackBytes)
        let context = Unmanaged.passRetained(self)
        var thread = pthread_t()
        let code = pthread_create(
            &thread, &attributes,
            { context in
                guard let context else { return nil }
                Unmanaged<Worker>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, context.toOpaque())
        if code != 0 { context.release() }
        return code
    }

    private func run() {
        chassis_crash_report_add_thread()
        while let (job, executor) = jobs.next() {
            job.runSynchronously(on: executor)
        }
    }
}
