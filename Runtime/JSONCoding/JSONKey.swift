/// A key that no type declares: the index of an element, or `super`.
enum JSONKey: CodingKey {
    case index(Int)
    /// What is meant where a class asks for the decoder or encoder of its superclass, and names no key.
    case `super`

    init?(intValue: Int) {
        self = .index(intValue)
    }

    init?(stringValue: String) {
        guard stringValue == "super" else { return nil }
        self = .super
    }

    var stringValue: String {
        switch self {
        case .index(let index): "Index \(index)"
        case .super: "super"
        }
    }

    var intValue: Int? {
        guard case .index(let index) = self else { return nil }
        return index
    }
}
