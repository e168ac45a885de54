import Synchronization

/// A number that goes up and down; a whole one, as everything that a server counts at this moment is.
public final class Gauge: Metric {
    private let number = Atomic<Int>(0)

    /// A gauge of its own, at 0; a family makes those that are told to Prometheus.
    public init() {}

    /// Makes it `value`.
    public func set(_ value: Int) {
        number.store(value, ordering: .relaxed)
    }

    /// Adds `amount`, which may be negative.
    public func add(_ amount: Int) {
        number.wrappingAdd(amount, ordering: .relaxed)
    }

    /// Where it stands.
    public var value: Int { number.load(ordering: .relaxed) }

    /// See ``Metric``.
    public func write(to exposition: inout Exposition, name: String, labels: [Label]) {
        exposition.sample(name, labels, value)
    }
}
