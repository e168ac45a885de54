import Yams

extension Node {
    /// The line that the node begins in, counted from 1.
    var line: Int { mark?.line ?? 1 }

    /// The text of a scalar that is text, in quotes or not; nil for numbers, truth values, dates and null.
    var text: String? {
        guard case .scalar(let scalar) = self, tag == Tag(.str) else { return nil }
        return scalar.string
    }

    /// Whether the node is `null`, `~` or nothing.
    var isNull: Bool { tag == Tag(.null) }

    /// What the node is, for a message: `a list`, `the number 12`.
    var kind: String {
        switch self {
        case .mapping: return "a mapping"
        case .sequence: return "a list"
        case .alias: return "an alias"
        case .scalar(let scalar):
            switch tag {
            case Tag(.null): return "nothing"
            case Tag(.int), Tag(.float): return "the number \(scalar.string)"
            case Tag(.bool): return "the truth value \(scalar.string)"
            default: return "`\(scalar.string)`"
            }
        }
    }
}
