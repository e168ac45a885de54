/// A type whose values are JSON values without parts.
protocol JSONScalar: Codable, SendableMetatype {
    /// The value of `node`.
    static func decode(_ node: JSONNode, in document: JSONDocument) throws(ScalarFailure) -> Self

    /// The values of the elements of `array`, which is an array.
    static func decode(elementsOf array: JSONValue, in document: JSONDocument) throws(ElementFailure) -> [Self]

    /// Appends the JSON of the value to `text`; false, with nothing appended, when JSON has none.
    func write(to text: inout [UInt8]) -> Bool
}

/// Why a scalar does not decode.
enum ScalarFailure: Error {
    /// The JSON is of another kind.
    case mismatch
    /// There is `null` where a value is needed.
    case null
    /// The value is of the right kind and does not fit.
    case unfit(UnfitValue)
}

/// Why an array of scalars does not decode: its first element that does not.
struct ElementFailure: Error {
    let index: Int
    let failure: ScalarFailure
}

extension JSONScalar {
    static func decode(elementsOf array: JSONValue, in document: JSONDocument) throws(ElementFailure) -> [Self] {
        try decode(eachOf: array, in: document)
    }

    /// The values of the elements of `array`, each by itself.
    static func decode(eachOf array: JSONValue, in document: JSONDocument) throws(ElementFailure) -> [Self] {
        var elements = JSONElements(of: array, in: document)
        var values: [Self] = []
        values.reserveCapacity(elements.count)
        while let element = elements.next() {
            do throws(ScalarFailure) {
                values.append(try decode(element.node, in: document))
            } catch {
                throw ElementFailure(index: values.count, failure: error)
            }
        }
        return values
    }
}

extension Bool: JSONScalar {
    static func decode(_ node: JSONNode, in document: JSONDocument) throws(ScalarFailure) -> Bool {
        switch node.kind {
        case .true: true
        case .false: false
        default: throw .mismatch  // null as well: that is how `JSONDecoder` has it
        }
    }

    func write(to text: inout [UInt8]) -> Bool {
        text += self ? "true".utf8 : "false".utf8
        return true
    }
}

extension String: JSONScalar {
    static func decode(_ node: JSONNode, in document: JSONDocument) throws(ScalarFailure) -> String {
        switch node.kind {
        case .string, .escapedString:
            guard let text = document.text(of: node) else { throw .unfit(.halfSurrogatePair) }
            return text
        case .null: throw .null
        default: throw .mismatch
        }
    }

    func write(to text: inout [UInt8]) -> Bool {
        text.appendJSONString(self)
        return true
    }
}
