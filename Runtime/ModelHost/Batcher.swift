import ServerMetrics
import Synchronization

/// Collects items of different requests into batches for one model.
///
/// A batch begins when there are as many items as it may hold, or when the first of them has waited long enough. It needs
/// a slot, as everything that asks the model; while it waits for one it goes on growing, so a busy model gets large
/// batches and an idle one is asked early. What a batch holds is decided when a thread begins with it.
///
/// Each request gets the answers to its own items, in its order. One that is cancelled gets no further answers and takes
/// its items along, unless a batch with them has begun; a batch that nobody waits for any more is cancelled.
final class Batcher<Input: Sendable, Output: Sendable>: SlotWaiter {
    typealias Answer = Result<Output, ItemFailure>
    private typealias Line = BatchLine<Input, Output>

    private struct Contents {
        var line: Line
        /// Requests that have taken a place and of which not all items are in batches.
        var placesTaken = 0
        /// Whether a slot is asked for, or granted and not yet used.
        var wantsSlot = false
        var alarm: Alarm?
    }

    private let steps: ItemSteps<Input, Output>
    private let slots: Slots
    private let threads: PredictionExecutor
    private let placesMax: Int
    private let contents: Mutex<Contents>

    init(steps: ItemSteps<Input, Output>, limits: HostLimits, slots: Slots, threads: PredictionExecutor) {
        self.steps = steps
        self.slots = slots
        self.threads = threads
        // With fewer, no batch of small requests would ever be full.
        placesMax = max(limits.queueLength, limits.batchSizeMax)
        contents = Mutex(Contents(line: Line(sizeMax: limits.batchSizeMax, wait: limits.batchWait)))
        let alarm = Alarm { [weak self] in self?.beginIfDue() }
        contents.withLock { $0.alarm = alarm }
    }

    /// Takes a place for a request whose items come; ``results(of:)`` gives it back. False when there is none.
    func takePlace() -> Bool {
        contents.withLock { contents in
            guard contents.placesTaken < placesMax else { return false }
            contents.placesTaken += 1
            steps.metrics.queueLength.add(1)
            return true
        }
    }

    /// The answers to `inputs`, in their order.
    func results(of inputs: [Input]) async -> [Answer] {
        guard !inputs.isEmpty else {
            contents.withLock { givePlacesBack(1, in: &$0) }
            return []
        }
        let request = Line.Request(inputs, arrival: .now)
        return await withTaskCancellationHandler {
            await withUnsafeContinuation { join(request, $0) }
        } onCancel: {
            drop(request)
        }
    }

    private func join(_ request: Line.Request, _ caller: UnsafeContinuation<[Answer], Never>) {
        let isOver = contents.withLock { contents in
            if request.isOver {  // cancelled before it came
                givePlacesBack(1, in: &contents)
                return true
            }
            request.caller = caller
            contents.line.join(request)
            return false
        }
        if isOver { return caller.resume(returning: request.inputs.map { _ in .failure(.cancelled) }) }
        beginIfDue()
    }

    private func drop(_ request: Line.Request) {
        let (unwanted, caller, results) = contents.withLock { contents in
            let (wasWaiting, unwanted) = contents.line.drop(request)
            if wasWaiting { givePlacesBack(1, in: &contents) }
            defer { request.caller = nil }
            return (unwanted, request.caller, request.results)
        }
        for task in unwanted { task.cancel() }
        caller?.resume(returning: results.map { $0 ?? .failure(.cancelled) })
    }

    private func givePlacesBack(_ count: Int, in contents: inout Contents) {
        contents.placesTaken -= count
        steps.metrics.queueLength.add(-count)
    }

    // MARK: Batches

    /// Asks for a slot if a batch is due, else sees to it that it is not forgotten.
    private func beginIfDue() {
        let isDue = contents.withLock { contents in
            guard !contents.wantsSlot else { return false }
            if contents.line.isDue(at: .now) {
                contents.wantsSlot = true
                return true
            }
            if let dueTime = contents.line.dueTime { contents.alarm?.set(for: dueTime) }
            return false
        }
        guard isDue else { return }
        if case .taken = slots.take(for: self, lineMax: .max) { slotGranted() }
    }

    var isRequest: Bool { false }

    func slotGranted() {
        let batch = Line.Batch()
        let task = Task.detached(executorPreference: threads) { await self.run(batch) }
        let isUnwanted = contents.withLock { _ in
            batch.task = task
            return batch.isUnwanted
        }
        if isUnwanted { task.cancel() }
    }

    private func run(_ batch: Line.Batch) async {
        let inputs = contents.withLock { contents in
            contents.wantsSlot = false
            givePlacesBack(contents.line.fill(batch), in: &contents)
            return batch.inputs
        }
        beginIfDue()
        let results = await steps.results(of: inputs) { index in
            contents.withLock { _ in !batch.members[index].request.isOver }
        }
        // Before the slot is free: what the callers do with their answers comes before the next batch.
        let finished = contents.withLock { contents in
            contents.line.answer(batch, with: results).map { request in
                defer { request.caller = nil }
                return (request.caller, request.results)
            }
        }
        for (caller, results) in finished { caller?.resume(returning: results.map { $0 ?? .failure(.cancelled) }) }
        slots.release()
    }
}
