import Synchronization

/// What kind of coding a type gets. To find out is slow, so it is done once for each type.
enum KnownType: Sendable {
    /// Numbers, strings and booleans.
    case scalar(any JSONScalar.Type)
    /// An array of them.
    case scalars(any JSONScalarArray.Type)
    /// Foundation's `Data`: text in base64.
    case data
    /// Foundation's `URL`: text.
    case url
    /// Foundation's `Decimal`: a number.
    case decimal
    /// Any other: as it says itself.
    case other

    /// Foundation's types are recognised by name: to import them would be to link them.
    init(_ type: Any.Type) {
        if let type = type as? any JSONScalarArray.Type {
            self = .scalars(type)
        } else if let type = type as? any JSONScalar.Type {
            self = .scalar(type)
        } else {
            switch _typeName(type, qualified: true) {
            case "FoundationEssentials.Data", "Foundation.Data": self = .data
            case "FoundationEssentials.URL", "Foundation.URL": self = .url
            case "FoundationEssentials.Decimal", "Foundation.Decimal", "__C.NSDecimal": self = .decimal
            default: self = .other
            }
        }
    }
}

extension KnownType {
    /// The type that was asked for last.
    typealias Last = (id: ObjectIdentifier, known: KnownType)

    /// All types that were met: as many as the models of a process have.
    private static let met = Mutex<[ObjectIdentifier: KnownType]>([:])

    /// What kind `type` is. Arrays ask the same again and again, so who asks keeps the `last` answer.
    static func of(_ type: Any.Type, last: inout Last?) -> KnownType {
        let id = ObjectIdentifier(type)
        if let last, last.id == id { return last.known }
        let known = met.withLock { met in
            if let known = met[id] { return known }
            let new = KnownType(type)
            met[id] = new
            return new
        }
        last = (id, known)
        return known
    }
}

/// An array of scalars, where it stands for its type.
protocol JSONScalarArray: SendableMetatype {
    /// The type of its elements.
    static var elementType: Any.Type { get }

    /// The values of the elements of `array`, which is an array.
    static func decode(elementsOf array: JSONValue, in document: JSONDocument) throws(ElementFailure) -> Self

    /// Appends the JSON of the array to `text`. The index of the first element that JSON cannot express, and the
    /// element; nil when there is none.
    func write(to text: inout [UInt8]) -> (index: Int, element: Any)?
}

extension Array: JSONScalarArray where Element: JSONScalar {
    static var elementType: Any.Type { Element.self }

    static func decode(elementsOf array: JSONValue, in document: JSONDocument) throws(ElementFailure) -> [Element] {
        try Element.decode(elementsOf: array, in: document)
    }

    func write(to text: inout [UInt8]) -> (index: Int, element: Any)? {
        text.append(UInt8(ascii: "["))
        for (index, element) in enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            guard element.write(to: &text) else { return (index, element) }
        }
        text.append(UInt8(ascii: "]"))
        return nil
    }
}
