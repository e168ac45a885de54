import Synchronization

/// Ends requests that take too long.
///
/// The limit is the same for all, so the first that came is the first that is late: one queue and one timer are enough,
/// and the timer rings about once per limit, however many requests there are.
final class Deadlines: Sendable {
    typealias Ticket = ArrivalQueue<Entry>.Ticket

    /// A request and when it is late.
    struct Entry {
        let instant: ContinuousClock.Instant
        let call: HostCall
    }

    private struct Contents {
        var entries = ArrivalQueue<Entry>()
        var isAlarmSet = false
        var alarm: Alarm?
    }

    private let limit: Duration
    private let contents = Mutex(Contents())

    /// - Parameter limit: the time from now to the end, for every request.
    init(limit: Duration) {
        self.limit = limit
        let alarm = Alarm { [weak self] in self?.expire(at: .now) }
        contents.withLock { $0.alarm = alarm }
    }

    /// Ends `call` after the limit, unless it is taken out before.
    func add(_ call: HostCall) -> Ticket {
        let entry = Entry(instant: .now + limit, call: call)
        let (ticket, alarm) = contents.withLock { contents in
            let isFirst = !contents.isAlarmSet
            contents.isAlarmSet = true
            return (contents.entries.append(entry), isFirst ? contents.alarm : nil)
        }
        alarm?.set(for: entry.instant)
        return ticket
    }

    /// The request has an answer.
    func remove(_ ticket: Ticket) {
        _ = contents.withLock { $0.entries.remove(ticket) }
    }

    /// Ends all that are late at `now`.
    func expire(at now: ContinuousClock.Instant) {
        let (late, next, alarm) = contents.withLock { contents in
            var late: [HostCall] = []
            while let first = contents.entries.first, first.instant <= now {
                contents.entries.popFirst()
                late.append(first.call)
            }
            let next = contents.entries.first?.instant
            contents.isAlarmSet = next != nil
            return (late, next, contents.alarm)
        }
        if let next { alarm?.set(for: next) }
        for call in late { call.expire(after: limit) }
    }
}
