import ServerMetrics
import Synchronization

/// Who wants a slot; see ``Slots``.
protocol SlotWaiter: AnyObject, Sendable {
    /// Whether it stands for a request, which is counted while it waits.
    var isRequest: Bool { get }

    /// The slot it waited for is taken on its behalf; it has to release it. Called once, on any thread.
    func slotGranted()
}

/// The predictions that may run at one time: whoever asks the model takes a slot, or waits in line for one.
final class Slots: Sendable {
    typealias Ticket = ArrivalQueue<any SlotWaiter>.Ticket

    /// What becomes of who wants a slot.
    enum Answer {
        case taken
        /// It stands in line: ``SlotWaiter/slotGranted()`` follows, unless it leaves.
        case waiting(Ticket)
        /// The line is as long as it may be.
        case refused
    }

    private struct Contents {
        var takenCount = 0
        /// Empty while a slot is free.
        var line = ArrivalQueue<any SlotWaiter>()
    }

    private let limit: Int
    private let running: Gauge
    private let waiting: Gauge
    private let contents = Mutex(Contents())

    /// - Parameters:
    ///   - running: is told how many slots are taken.
    ///   - waiting: is told how many requests stand in line.
    init(limit: Int, running: Gauge, waiting: Gauge) {
        precondition(limit > 0, "there is at least one slot")
        self.limit = limit
        self.running = running
        self.waiting = waiting
    }

    /// Takes a free slot, or puts `waiter` in line if fewer than `lineMax` stand there.
    func take(for waiter: any SlotWaiter, lineMax: Int) -> Answer {
        contents.withLock { contents in
            if contents.takenCount < limit {
                contents.takenCount += 1
                running.add(1)
                return .taken
            }
            guard contents.line.count < lineMax else { return .refused }
            if waiter.isRequest { waiting.add(1) }
            return .waiting(contents.line.append(waiter))
        }
    }

    /// Gives a slot back, which goes to the first in line.
    func release() {
        let next = contents.withLock { contents -> (any SlotWaiter)? in
            if let next = contents.line.popFirst() {
                if next.isRequest { waiting.add(-1) }
                return next
            }
            contents.takenCount -= 1
            running.add(-1)
            return nil
        }
        next?.slotGranted()
    }

    /// Leaves the line; false when the slot was granted before, and is to be released.
    func leave(_ ticket: Ticket) -> Bool {
        contents.withLock { contents in
            guard let waiter = contents.line.remove(ticket) else { return false }
            if waiter.isRequest { waiting.add(-1) }
            return true
        }
    }
}
