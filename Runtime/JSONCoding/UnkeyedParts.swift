/// The elements of an array that is being encoded.
struct UnkeyedParts: UnkeyedEncodingContainer {
    private let encoder: ValueEncoder
    private let array: EncodedArray

    init(of encoder: ValueEncoder, _ array: EncodedArray) {
        self.encoder = encoder
        self.array = array
    }

    var codingPath: [any CodingKey] { encoder.codingPath }

    var count: Int { array.elements.count }

    func encodeNil() { array.elements.append(encoder.run.null) }

    func encode<T: JSONScalar>(_ value: T) throws {
        array.elements.append(try encoder.part(ofScalar: value, key: key))
    }

    func encode<T: Encodable>(_ value: T) throws {
        array.elements.append(try encoder.part(of: value, key: key) ?? .object(EncodedObject()))
    }

    func nestedContainer<NestedKey: CodingKey>(keyedBy type: NestedKey.Type) -> KeyedEncodingContainer<NestedKey> {
        nestedEncoder().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { nestedEncoder().unkeyedContainer() }

    func superEncoder() -> any Encoder { nestedEncoder() }

    private func nestedEncoder() -> ValueEncoder {
        let nested = ValueEncoder(run: encoder.run, parent: encoder, key: key)
        array.elements.append(.later(nested.slot))
        return nested
    }

    private var key: JSONKey { .index(count) }
}
