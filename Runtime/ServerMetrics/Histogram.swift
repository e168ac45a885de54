import Synchronization

/// How often values were how large: a counter for each range of values, and their sum.
///
/// Observing a value is two atomic additions; any thread may, and nothing waits. What is written while others observe
/// may hold the value of one in a bucket and not yet in the sum, as with every Prometheus client.
public final class Histogram: Metric, @unchecked Sendable {  // the buckets are atomics, the pointer to them a constant
    private let bounds: [Double]
    /// Values at most each bound and above the one before it, and then those above all bounds.
    private let buckets: UnsafeMutableBufferPointer<Atomic<UInt64>>
    /// The bits of a `Double`.
    private let sumBits = Atomic<UInt64>(0)

    /// A histogram of its own; a family makes those that are told to Prometheus.
    /// - Parameter bounds: the largest value of each bucket, ascending and finite; one for all above is added.
    public init(bounds: [Double]) {
        precondition(
            zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 } && bounds.allSatisfy(\.isFinite),
            "the bounds of a histogram ascend")
        self.bounds = bounds
        buckets = .allocate(capacity: bounds.count + 1)
        for index in buckets.indices { buckets.initializeElement(at: index, to: Atomic(0)) }
    }

    deinit {
        buckets.deinitialize()
        buckets.deallocate()
    }

    /// Counts `value`. One that is no number is left out: it would spoil the sum for good.
    public func observe(_ value: Double) {
        guard !value.isNaN else { return }
        var index = 0  // most values are small, and bounds are few
        while index < bounds.count, value > bounds[index] { index += 1 }
        buckets[index].wrappingAdd(1, ordering: .relaxed)
        var old = sumBits.load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: old) + value).bitPattern
            let (exchanged, original) = sumBits.weakCompareExchange(expected: old, desired: new, ordering: .relaxed)
            if exchanged { return }
            old = original
        }
    }

    /// Counts a time, in seconds.
    public func observe(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        observe(Double(seconds) + Double(attoseconds) * 1e-18)
    }

    /// How many values were counted.
    public var count: UInt64 { buckets.indices.reduce(0) { $0 + buckets[$1].load(ordering: .relaxed) } }

    /// The sum of all values.
    public var sum: Double { Double(bitPattern: sumBits.load(ordering: .relaxed)) }

    /// See ``Metric``.
    public func write(to exposition: inout Exposition, name: String, labels: [Label]) {
        var countSoFar: UInt64 = 0
        for index in buckets.indices {
            countSoFar += buckets[index].load(ordering: .relaxed)
            let bound = index < bounds.count ? bounds[index] : .infinity
            let le = Label(name: "le", value: Exposition.text(bound))
            exposition.sample("\(name)_bucket", labels + [le], countSoFar)
        }
        exposition.sample("\(name)_sum", labels, sum)
        exposition.sample("\(name)_count", labels, countSoFar)
    }
}

extension Histogram {
    /// Bounds for times in seconds, from a tenth of a millisecond to ten seconds: those of other Prometheus clients, so
    /// that their dashboards fit, and below them some for models that are faster than a millisecond.
    public static let secondsBounds: [Double] = [
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5,
        10,
    ]

    /// Bounds for counts: the powers of two up to 1024.
    public static let countBounds: [Double] = (0...10).map { Double(1 << $0) }
}
