/// The members of an object that is being encoded. Of values under the same key the last counts.
struct KeyedParts<Key: CodingKey>: KeyedEncodingContainerProtocol {
    private let encoder: ValueEncoder
    private let object: EncodedObject

    init(of encoder: ValueEncoder, _ object: EncodedObject) {
        self.encoder = encoder
        self.object = object
    }

    var codingPath: [any CodingKey] { encoder.codingPath }

    func encodeNil(forKey key: Key) { object.members[key.stringValue] = encoder.run.null }

    func encode<T: JSONScalar>(_ value: T, forKey key: Key) throws {
        object.members[key.stringValue] = try encoder.part(ofScalar: value, key: key)
    }

    func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
        object.members[key.stringValue] = try encoder.part(of: value, key: key) ?? .object(EncodedObject())
    }

    func nestedContainer<NestedKey: CodingKey>(keyedBy type: NestedKey.Type, forKey key: Key)
        -> KeyedEncodingContainer<NestedKey>
    {
        nestedEncoder(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        nestedEncoder(key).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { superEncoder(for: JSONKey.super) }

    func superEncoder(forKey key: Key) -> any Encoder { superEncoder(for: key) }

    private func superEncoder(for key: any CodingKey) -> any Encoder {
        let encoder = ValueEncoder(run: encoder.run, parent: encoder, key: key)
        object.members[key.stringValue] = .later(encoder.slot)
        return encoder
    }

    /// The encoder of a container under `key`: of the one that is there, if there is one, for it may be asked for twice.
    private func nestedEncoder(_ key: Key) -> ValueEncoder {
        if case .later(let slot) = object.members[key.stringValue] {
            return ValueEncoder(run: encoder.run, slot: slot, parent: encoder, key: key)
        }
        let nested = ValueEncoder(run: encoder.run, parent: encoder, key: key)
        object.members[key.stringValue] = .later(nested.slot)
        return nested
    }
}
