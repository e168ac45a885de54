#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Jobs waiting for a thread, in the order in which they came.
///
/// It is built on a POSIX condition variable, because threads that wait for work have to sleep, and the standard
/// library's `Mutex` has nothing to sleep on.
final class JobQueue: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let changed: UnsafeMutablePointer<pthread_cond_t>
    // Both are read and written only while `mutex` is held.
    private var jobs = ArrivalQueue<Job>()
    private var isClosed = false

    /// A job, and the executor that it believes to run on.
    typealias Job = (job: UnownedJob, executor: UnownedTaskExecutor)

    init() {
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
        changed = .allocate(capacity: 1)
        changed.initialize(to: pthread_cond_t())
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_cond_destroy(changed)
        changed.deallocate()
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// Adds a job and wakes one thread for it.
    ///
    /// The thread is woken when the lock is free again: one that is woken before finds it taken, and sleeps once more.
    /// By then the job may have run, ended its request, and with it the life of this queue, which is therefore kept.
    func append(_ job: Job) {
        let queue = Unmanaged.passRetained(self)
        locked { _ = jobs.append(job) }
        pthread_cond_signal(changed)
        queue.release()
    }

    /// Takes the oldest job, sleeping until there is one; nil once the queue is closed and empty.
    func next() -> Job? {
        locked {
            while jobs.isEmpty {
                if isClosed { return nil }
                pthread_cond_wait(changed, mutex)
            }
            return jobs.popFirst()
        }
    }

    /// Lets the threads that wait in ``next()`` go, now and from now on.
    func close() {
        locked {
            isClosed = true
            pthread_cond_broadcast(changed)
        }
    }

    private func locked<Result>(_ body: () -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body()
    }
}
