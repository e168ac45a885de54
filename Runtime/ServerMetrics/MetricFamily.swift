import Synchronization

/// Metrics of one name that differ in the values of their labels.
///
/// Ask for a metric once and keep it: looking it up takes a lock, recording does not.
public final class MetricFamily<Member: Metric>: Sendable {
    /// Label sets that a family holds at most. Values that come from outside could otherwise fill the memory; what
    /// exceeds the limit is counted together, as ``otherValue``.
    public static var membersMax: Int { 1000 }
    /// The value of every label in the metric for what exceeds ``membersMax``.
    public static var otherValue: String { "other" }

    private let name: String
    private let help: String
    private let kind: String
    private let labelNames: [String]
    private let make: @Sendable () -> Member
    private let members = Mutex<[[String]: Member]>([:])

    init(name: String, help: String, kind: String, labelNames: [String], make: @escaping @Sendable () -> Member) {
        precondition(MetricName.isValid(name), "not the name of a metric: \(name)")
        precondition(
            labelNames.allSatisfy { MetricName.isValidLabel($0) && $0 != "le" }, "not names of labels: \(labelNames)")
        precondition(Set(labelNames).count == labelNames.count, "a label is named twice: \(labelNames)")
        self.name = name
        self.help = help
        self.kind = kind
        self.labelNames = labelNames
        self.make = make
        if labelNames.isEmpty { _ = callAsFunction() }  // a series without labels is told from the start
    }

    /// The metric with these values of its labels, in the order of their names; the same one for the same values.
    public func callAsFunction(_ values: String...) -> Member {
        precondition(values.count == labelNames.count, "\(name) has the labels \(labelNames)")
        return members.withLock { members in
            if let known = members[values] { return known }
            let isFull = members.count >= Self.membersMax
            let key = isFull ? values.map { _ in Self.otherValue } : values
            if let known = members[key] { return known }
            let new = make()
            members[key] = new
            return new
        }
    }
}

extension MetricFamily: ExposedFamily {
    func write(to exposition: inout Exposition) {
        let members = members.withLock { $0 }
        guard !members.isEmpty else { return }
        exposition.family(name, help: help, kind: kind)
        for (values, member) in members.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            let labels = zip(labelNames, values).map { Label(name: $0, value: $1) }
            member.write(to: &exposition, name: name, labels: labels)
        }
    }
}

/// What the registry writes.
protocol ExposedFamily: Sendable {
    /// Writes the family's lines.
    func write(to exposition: inout Exposition)
}
