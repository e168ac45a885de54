/// Finds where two JSON values differ. The order of an object's keys does not count.
struct JSONComparison {
    /// How far two numbers may be apart to be equal: absolutely, or as a part of the larger one.
    let tolerance: Double

    private(set) var differences: [String] = []

    /// A comparison that has seen nothing yet.
    init(tolerance: Double) {
        self.tolerance = tolerance
    }

    /// Notes every difference, each with its path: `scores[2].label: expected "a", got "b"`.
    mutating func compare(_ got: JSONValue, with expected: JSONValue, at path: String = "") {
        switch (expected, got) {
        case (.array(let expected), .array(let got)):
            for (index, pair) in zip(expected, got).enumerated() {
                compare(pair.1, with: pair.0, at: "\(path)[\(index)]")
            }
            for index in expected.indices.dropFirst(got.count) { note("missing", at: "\(path)[\(index)]") }
            for index in got.indices.dropFirst(expected.count) { note("unexpected", at: "\(path)[\(index)]") }
        case (.object(let expected), .object(let got)):
            for key in Set(expected.keys).union(got.keys).sorted() {
                let place = path.isEmpty ? key : "\(path).\(key)"
                switch (expected[key], got[key]) {
                case (let expected?, let got?): compare(got, with: expected, at: place)
                case (nil, _): note("unexpected", at: place)
                case (_, nil): note("missing", at: place)
                }
            }
        default:
            if !areEqual(expected, got) { note("expected \(expected), got \(got)", at: path) }
        }
    }

    private mutating func note(_ what: String, at path: String) {
        differences.append(path.isEmpty ? what : "\(path): \(what)")
    }

    /// Whether two values without parts are equal.
    private func areEqual(_ left: JSONValue, _ right: JSONValue) -> Bool {
        if case .string(let left) = left, case .string(let right) = right {
            return left.utf8.elementsEqual(right.utf8)  // `==` takes an é for an e with an accent
        }
        if left == right { return true }
        // Large whole numbers that differ may be one as Double, which counts only where something may be apart at all.
        guard tolerance > 0, let left = left.asDouble, let right = right.asDouble else { return false }
        let distance = abs(left - right)
        return distance <= tolerance || distance <= tolerance * max(abs(left), abs(right))
    }
}

extension JSONValue {
    fileprivate var asDouble: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }
}
