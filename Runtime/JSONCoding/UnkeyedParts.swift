/// The elements of an array that is being encoded.
struct UnkeyedParts: UnkeyedEncodingContainer {
    let run: EncodingRun
    let node: Int

    var codingPath: [any CodingKey] { run.path(to: node) }

    var count: Int { run.count(of: node) }

    func encodeNil() { run.add(run.null, to: node) }

    func encode<T: JSONScalar>(_ value: T) throws { run.add(try run.text(ofScalar: value, in: node, key), to: node) }

    func encode<T: Encodable>(_ value: T) throws { try run.add(value, to: node, key) }

    func nestedContainer<NestedKey: CodingKey>(keyedBy type: NestedKey.Type) -> KeyedEncodingContainer<NestedKey> {
        nestedEncoder().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { nestedEncoder().unkeyedContainer() }

    func superEncoder() -> any Encoder { nestedEncoder() }

    private func nestedEncoder() -> ValueEncoder {
        ValueEncoder(run: run, node: run.addContainer(to: node, key))
    }

    private var key: JSONKey { .index(count) }
}
