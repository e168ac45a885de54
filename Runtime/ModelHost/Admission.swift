/// The way in for requests: as many run as there are slots, a bounded number waits, first come first served, and each
/// is answered in time.
struct Admission: Sendable {
    /// What every call of the model takes, requests as well as batches.
    let slots: Slots

    private let queueLength: Int
    private let deadlines: Deadlines?

    init(limits: HostLimits, metrics: HostMetrics) {
        queueLength = limits.queueLength
        slots = Slots(
            limit: limits.concurrency, running: metrics.predictionsRunning, waiting: metrics.queueLength)
        deadlines = limits.predictTimeout.map { Deadlines(limit: $0) }
    }

    /// What `work` answers to a request of so many items, once it has a slot. It runs on `threads` in a task of its own,
    /// which is cancelled with the calling task and when the time is up.
    func answer(
        itemCount: Int, on threads: PredictionExecutor, _ work: @escaping @Sendable () async -> [ItemOutcome]
    ) async -> HostCall.Answer {
        let call = HostCall(itemCount: itemCount, threads: threads, slots: slots)
        switch slots.take(for: call, lineMax: queueLength) {
        case .taken: call.admit()
        case .waiting(let ticket): call.waits(with: ticket)
        case .refused: return .failure(.busy(queueLength: queueLength))
        }
        return await answer(call) { [slots] in
            let outcomes = await work()
            slots.release()  // before the caller hears of it, so that it can come again at once
            return outcomes
        }
    }

    /// What `work` answers to a request of so many items, which `batching` gives to the model together with others. It
    /// begins at once; its items wait, and batches take the slots.
    func answer(
        itemCount: Int, on threads: PredictionExecutor, with batching: any BatchingPredictor,
        _ work: @escaping @Sendable () async -> [ItemOutcome]
    ) async -> HostCall.Answer {
        guard batching.takePlace() else { return .failure(.busy(queueLength: queueLength)) }
        let call = HostCall(itemCount: itemCount, threads: threads, slots: slots)
        call.admit()
        return await answer(call, work)
    }

    private func answer(_ call: HostCall, _ work: @escaping @Sendable () async -> [ItemOutcome]) async
        -> HostCall.Answer
    {
        let deadline = deadlines?.add(call)
        let answer = await call.answer(work)
        if let deadline { deadlines?.remove(deadline) }
        return answer
    }
}
