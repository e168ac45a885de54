import ServerMetrics
import Synchronization

/// Counts the requests of one method in one protocol.
///
/// Whoever answers many of them keeps it, instead of having it looked up for each
/// (``HostMetrics/requests(protocol:method:)``).
public final class RequestMetrics: Sendable {
    private struct Counters {
        var ofNumbers: [Int: Counter] = [:]
        var ofNames: [String: Counter] = [:]
    }

    private let seconds: Histogram
    private let makeCounter: @Sendable (_ code: String) -> Counter
    /// Those that were asked for; a lookup is a few nanoseconds, and the family's own is not.
    private let counters = Mutex(Counters())

    init(seconds: Histogram, makeCounter: @escaping @Sendable (_ code: String) -> Counter) {
        self.seconds = seconds
        self.makeCounter = makeCounter
    }

    /// A request was answered.
    /// - Parameters:
    ///   - code: the status of HTTP.
    ///   - duration: from its first byte read to its last byte written, or what comes near.
    public func ended(code: Int, duration: Duration) {
        let counter = counters.withLock { counters in
            if let known = counters.ofNumbers[code] { return known }
            let new = makeCounter("\(code)")
            counters.ofNumbers[code] = new
            return new
        }
        counter.increment()
        seconds.observe(duration)
    }

    /// The same with a code that has a name, such as gRPC's `OK`.
    public func ended(code: String, duration: Duration) {
        let counter = counters.withLock { counters in
            if let known = counters.ofNames[code] { return known }
            let new = makeCounter(code)
            counters.ofNames[code] = new
            return new
        }
        counter.increment()
        seconds.observe(duration)
    }
}
