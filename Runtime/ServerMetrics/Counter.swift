import Synchronization

/// A number that only grows, from 0 at the start of the process.
///
/// Counting is one atomic addition; any thread may count, and nothing waits.
public final class Counter: Metric {
    private let count = Atomic<UInt64>(0)

    /// A counter of its own; a family makes those that are told to Prometheus.
    public init() {}

    /// Adds `amount`.
    public func increment(by amount: UInt64 = 1) {
        count.wrappingAdd(amount, ordering: .relaxed)
    }

    /// What was counted so far.
    public var value: UInt64 { count.load(ordering: .relaxed) }

    /// See ``Metric``.
    public func write(to exposition: inout Exposition, name: String, labels: [Label]) {
        exposition.sample(name, labels, value)
    }
}
