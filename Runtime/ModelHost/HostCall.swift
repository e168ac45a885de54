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
        let job = contents.withLock { contents -> UnownedJob? in
            contents.phase = .admitted
            defer { contents.heldJob = nil }
            return contents.heldJob
        }
        if let job { threads.enqueue(job, of: asUnownedTaskExecutor()) }
    }

    /// Runs `work` as soon as there is a slot, and waits for the answer. Called once.
    func answer(_ work: @escaping @Sendable () async -> [ItemOutcome]) async -> Answer {
        await withTaskCancellationHandler {
            await withUnsafeContinuation { begin($0, work) }
        } onCancel: {
            cancel()
        }
    }

    /// Answers the caller, unless it has an answer.
    func finish(_ answer: Answer) {
        let caller = contents.withLock { contents -> UnsafeContinuation<Answer, Never>? in
            guard !contents.isAnswered else { return nil }
            contents.isAnswered = true
            contents.work = nil
            guard let caller = contents.caller else {
                contents.answer = answer
                return nil
            }
            contents.caller = nil
            return caller
        }
        caller?.resume(returning: answer)
    }

    /// The time is up: the caller is told, and the model need not go on. Its slot is free when it really returns.
    func expire(after limit: Duration) {
        stop(.failure(.timedOut(limit)))
    }

    /// The caller has gone. One that waits gets its answer at once, else the work ends when the model returns.
    private func cancel() {
        let cancelled = [ItemOutcome](repeating: .failure(.cancelled), count: itemCount)
        guard leaveLine() else { return cancelWork() }
        finish(.success(cancelled))
        runHeldJob()
    }

    private func stop(_ answer: Answer) {
        let hasLeft = leaveLine()
        let work = contents.withLock { $0.work }
        finish(answer)
        if hasLeft { runHeldJob() } else { work?.cancel() }
    }

    // MARK: The work

    private func begin(
        _ caller: UnsafeContinuation<Answer, Never>, _ work: @escaping @Sendable () async -> [ItemOutcome]
    ) {
        let (early, isAbandoned) = contents.withLock { contents in
            if contents.answer == nil { contents.caller = caller }
            return (contents.answer, contents.phase == .abandoned)
        }
        if let early { caller.resume(returning: early) }
        guard !isAbandoned else { return }
        // Even with an early answer the work begins, cancelled: it gives the slot back.
        let task = Task(executorPreference: self) {
            let (isAdmitted, isUnwanted) = self.contents.withLock {
                ($0.phase == .admitted, $0.isCancelled || $0.isAnswered)
            }
            guard isAdmitted else { return }
            if isUnwanted { withUnsafeCurrentTask { $0?.cancel() } }  // nobody had the task yet to cancel it
            let outcomes = await work()
            self.finish(.success(outcomes))
        }
        let isUnwanted = contents.withLock { contents in
            if !contents.isAnswered { contents.work = task }
            return contents.isCancelled || contents.isAnswered
        }
        if isUnwanted { task.cancel() }
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

    /// Lets the task of a call that has left the line end, here and now: it runs nothing, and all threads may be busy.
    private func runHeldJob() {
        let job = contents.withLock { contents -> UnownedJob? in
            defer { contents.heldJob = nil }
            return contents.heldJob
        }
        job?.runSynchronously(on: asUnownedTaskExecutor())
    }

    // MARK: The executor

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isHeld = contents.withLock { contents in
            guard contents.phase == .waiting else { return false }
            contents.heldJob = job
            return true
        }
        if !isHeld { threads.enqueue(job, of: asUnownedTaskExecutor()) }
    }
}
