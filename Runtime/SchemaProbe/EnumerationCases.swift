import JSONCoding

/// The values in JSON of an enumeration whose cases can be listed.
struct EnumerationCases<Enumeration: CaseIterable & RawRepresentable & Decodable> {
    /// More are no help to a reader.
    private static var countMax: Int { 256 }

    let values: [JSONTree]
    let first: Enumeration

    /// Nil when the cases do not decode from their raw values, or are too many.
    init?(of type: Enumeration.Type) {
        let cases = Array(type.allCases.prefix(Self.countMax + 1))
        guard let first = cases.first, cases.count <= Self.countMax else { return nil }
        var values: [JSONTree] = []
        for item in cases {
            let value: JSONTree
            switch item.rawValue {
            case let text as String: value = .string(text)
            case let number as any BinaryInteger: value = .number("\(number)")
            default: return nil
            }
            // An `init(from:)` of its own may want something else.
            guard (try? JSON.decode(type, from: value.bytes)) != nil else { return nil }
            values.append(value)
        }
        self.first = first
        self.values = values
    }
}
