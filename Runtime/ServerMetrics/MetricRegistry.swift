import Synchronization

/// All metrics of a server, and their text.
public final class MetricRegistry: Sendable {
    private struct Contents {
        var names: Set<String> = []
        var families: [any ExposedFamily] = []
    }

    private let contents = Mutex(Contents())

    /// A registry without metrics.
    public init() {}

    /// Adds counters named `name`, which ends in `_total`.
    /// - Precondition: no other metric has that name; neither does one of the following.
    public func counters(_ name: String, help: String, labels: [String] = []) -> MetricFamily<Counter> {
        precondition(name.hasSuffix("_total"), "a counter's name ends in _total: \(name)")
        return added(
            MetricFamily(name: name, help: help, kind: "counter", labelNames: labels) { Counter() }, named: name)
    }

    /// Adds gauges named `name`.
    public func gauges(_ name: String, help: String, labels: [String] = []) -> MetricFamily<Gauge> {
        added(MetricFamily(name: name, help: help, kind: "gauge", labelNames: labels) { Gauge() }, named: name)
    }

    /// Adds histograms named `name`; for their `bounds` see ``Histogram/init(bounds:)``.
    public func histograms(_ name: String, help: String, labels: [String] = [], bounds: [Double])
        -> MetricFamily<Histogram>
    {
        added(
            MetricFamily(name: name, help: help, kind: "histogram", labelNames: labels) { Histogram(bounds: bounds) },
            named: name)
    }

    /// The text of all metrics, in the order in which they were added, and then of the process (``ProcessStatistics``).
    public func exposition() -> [UInt8] {
        var exposition = Exposition()
        for family in contents.withLock({ $0.families }) { family.write(to: &exposition) }
        ProcessStatistics.ofThisProcess().write(to: &exposition)
        return exposition.bytes
    }

    private func added<Member>(_ family: MetricFamily<Member>, named name: String) -> MetricFamily<Member> {
        contents.withLock {
            precondition($0.names.insert(name).inserted, "a metric is added twice: \(name)")
            $0.families.append(family)
        }
        return family
    }
}
