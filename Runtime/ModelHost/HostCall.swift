import Synchronization

/// One request on its way through the host: it waits for its slot, runs, and is answered once, at the latest when its
/// time is up.
///
/// The work is a task of its own, because the caller may get its answer while a model still computes that pays no heed
/// to being cancelled. The call is that task's executor: it passes jobs on to the threads of the host, but holds the first
/// one back until the call has its slot. So a request that waits needs no thread and costs no switch between threads.
final class HostCall: TaskExecutor, SlotWaiter {
    typealias Answer = Result<[ItemOutcome], HostUnavailable>

    private enum Phase {
        /// In line for a slot.
        case waiting
        /// Has its slot; the work runs, or will.
        case admitted
        /// Has left the line; the work will not run.
        case abandoned
    }

    private struct Contents {
        var phase = Phase.waiting
        var ticket: Slots.Ticket?
        /// Whether the task exists and the caller waits.
        var hasBegun = false
        var heldJob: UnownedJob?
        var work: Task<Void, Never>?
        var isCancelled = false
        /// The answer, when it comes before the caller waits for it.
        var answer: Answer?
        var isAnswered = false
        var caller: UnsafeContinuation<Answer, Never>?
    }

    private let itemCount: Int
    private let threads: PredictionExecutor
    private let slots: Slots
    private let contents = Mutex(Contents())

    /// A request with so many items, whose work runs on `threads`.
    init(itemCount: Int, threads: PredictionExecutor, slots: Slots) {
        self.itemCount = itemCount
        self.threads = threads
        self.slots = slots
    }

    // MARK: The way of a call

    /// Stands in line; ``leaveLine()`` needs the ticket.
    func waits(with ticket: Slots.Ticket) {
        contents.withLock { $0.ticket = ticket }
    }

    var isRequest: Bool { true }

    func slotGranted() {
        admit()
    }

    /// The work may run.
    func admit() {
        contents.withLock { $0.phase = .admitted }
        runHeldJob()
    }

    /// Runs `work` as soon as there is a slot, and waits for the answer. Called once.
    func answer(_ work: @escaping @Sendable () async -> [ItemOutcome]) async -> Answer {
        await withTaskCancellationHandler {
            await withUnsafeContinuation { begin($0, work) }
        } onCancel: {
            cancel()
        }
    }

    /// Answers the caller, unless it has an answer; the work that this answer comes before, if it has begun.
    @discardableResult
    private func finish(_ answer: Answer) -> Task<Void, Never>? {
        let (caller, work) = contents.withLock { contents -> (UnsafeContinuation<Answer, Never>?, Task<Void, Never>?) in
            guard !contents.isAnswered else { return (nil, nil) }
            contents.isAnswered = true
            if contents.caller == nil { contents.answer = answer }
            defer {
                contents.caller = nil
                contents.work = nil
            }
            return (contents.caller, contents.work)
        }
        caller?.resume(returning: answer)
        return work
    }

    /// The time is up: the caller is told, and the model need not go on. Its slot is free when it really returns.
    func expire(after limit: Duration) {
        let hasLeft = leaveLine()
        let work = finish(.failure(.timedOut(limit)))
        if hasLeft { runHeldJob() } else { work?.cancel() }
    }

    /// The caller has gone. One that waits gets its answer at once, else the work ends when the model returns.
    private func cancel() {
        let cancelled = [ItemOutcome](repeating: .failure(.cancelled), count: itemCount)
        guard leaveLine() else { return cancelWork() }
        finish(.success(cancelled))
        runHeldJob()
    }

    // MARK: The work

    private func begin(
        _ caller: UnsafeContinuation<Answer, Never>, _ work: @escaping @Sendable () async -> [ItemOutcome]
    ) {
        // Its first job is held until all is in place below, so the two threads do not meet at the lock.
        let task = Task(executorPreference: self) {
            guard self.contents.withLock({ $0.phase == .admitted }) else { return }
            self.finish(.success(await work()))
        }
        let (early, isUnwanted) = contents.withLock { contents in
            contents.hasBegun = true
            let early = contents.answer
            if early == nil {
                contents.caller = caller
                contents.work = task
            }
            return (early, contents.isCancelled || early != nil)
        }
        // Even with an early answer the work begins, cancelled: it gives the slot back.
        if isUnwanted { task.cancel() }
        runHeldJob()
        if let early { caller.resume(returning: early) }
    }

    private func cancelWork() {
        let work = contents.withLock { contents in
            contents.isCancelled = true
            return contents.work
        }
        work?.cancel()
    }

    /// Leaves the line for good; false when it had its slot before.
    private func leaveLine() -> Bool {
        guard let ticket = contents.withLock({ $0.ticket }), slots.leave(ticket) else { return false }
        contents.withLock { $0.phase = .abandoned }
        return true
    }

    /// Lets the work begin, or end if the call has left the line: here and now, since it does nothing, and all threads may
    /// be busy. Whoever takes the job runs it, so it is safe to call this too often.
    private func runHeldJob() {
        let (job, phase) = contents.withLock { contents -> (UnownedJob?, Phase) in
            guard contents.hasBegun, contents.phase != .waiting else { return (nil, contents.phase) }
            defer { contents.heldJob = nil }
            return (contents.heldJob, contents.phase)
        }
        guard let job else { return }
        if phase == .admitted {
            threads.enqueue(job, of: asUnownedTaskExecutor())
        } else {
            job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }

    // MARK: The executor

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isHeld = contents.withLock { contents in
            guard !contents.hasBegun else { return false }
            contents.heldJob = job
            return true
        }
        if !isHeld { threads.enqueue(job, of: asUnownedTaskExecutor()) }
    }
}
