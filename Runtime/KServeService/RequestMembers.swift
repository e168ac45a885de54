/// What a body says under `instances` and `inputs`, before it is judged: bad JSON is told before a wrong shape.
struct RequestMembers {
    enum Value {
        case list([Range<Int>])
        case object([(name: String, value: Value)])
        case other
    }

    /// The deepest value that is walked into is a column's list, two below `inputs`.
    private static let levels = 2

    private(set) var isObject = false
    private(set) var instances: Value?
    private(set) var inputs: Value?
    private(set) var duplicateKey: String?

    init(parsing body: UnsafeRawBufferPointer) throws(JSONSyntaxError) {
        // A byte order mark is tolerated, as RFC 8259 §8.1 allows.
        var scanner = JSONScanner(body, from: body.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
        isObject = scanner.peek() == UInt8(ascii: "{")
        if isObject {
            try readMembers(&scanner, body)
        } else {
            try scanner.skipValue()
        }
        try scanner.finish()
    }

    private mutating func readMembers(
        _ scanner: inout JSONScanner, _ body: UnsafeRawBufferPointer
    ) throws(JSONSyntaxError) {
        guard try scanner.enterObject() else { return }
        repeat {
            let key = try scanner.key()
            if JSONString.matches(body, key, "instances") {
                if instances != nil { duplicateKey = "instances" }
                instances = try Self.value(&scanner, body, levels: 1)
            } else if JSONString.matches(body, key, "inputs") {
                if inputs != nil { duplicateKey = "inputs" }
                inputs = try Self.value(&scanner, body, levels: Self.levels)
            } else {
                try scanner.skipValue()
            }
        } while try scanner.nextMember()
    }

    private static func value(
        _ scanner: inout JSONScanner, _ body: UnsafeRawBufferPointer, levels: Int
    ) throws(JSONSyntaxError) -> Value {
        switch scanner.peek() {
        case UInt8(ascii: "["):
            var elements: [Range<Int>] = []
            if try scanner.enterArray() {
                repeat { elements.append(try scanner.skipValue()) } while try scanner.nextElement()
            }
            return .list(elements)
        case UInt8(ascii: "{") where levels > 1:
            var members: [(name: String, value: Value)] = []
            if try scanner.enterObject() {
                repeat {
                    let name = String(decoding: JSONString.text(body, try scanner.key()), as: UTF8.self)
                    members.append((name, try value(&scanner, body, levels: levels - 1)))
                } while try scanner.nextMember()
            }
            return .object(members)
        default:
            try scanner.skipValue()
            return .other
        }
    }
}
