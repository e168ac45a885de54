/// The members of an object that is being encoded. Of values under the same key the last counts.
struct KeyedParts<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let run: EncodingRun
    let node: Int

    var codingPath: [any CodingKey] { run.path(to: node) }

    func encodeNil(forKey key: Key) { run.add(run.null, to: node, named: key.stringValue) }

    func encode<T: JSONScalar>(_ value: T, forKey key: Key) throws {
        run.add(try run.text(ofScalar: value, in: node, key), to: node, named: key.stringValue)
    }

    func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
        try run.add(value, to: node, named: key.stringValue, key)
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
        ValueEncoder(run: run, node: run.addContainer(to: node, named: key.stringValue, key))
    }

    /// The encoder of a container under `key`: of the one that is there, if there is one, for it may be asked for twice.
    private func nestedEncoder(_ key: Key) -> ValueEncoder {
        let name = key.stringValue
        let nested = run.container(named: name, in: node) ?? run.addContainer(to: node, named: name, key)
        return ValueEncoder(run: run, node: nested)
    }
}
