/// The encoder of one value, at a node of its run.
struct ValueEncoder: Encoder {
    let run: EncodingRun
    let node: Int

    var userInfo: [CodingUserInfoKey: Any] { [:] }

    var codingPath: [any CodingKey] { run.path(to: node) }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        run.become(.object, node)
        return KeyedEncodingContainer(KeyedParts<Key>(run: run, node: node))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        run.become(.array, node)
        return UnkeyedParts(run: run, node: node)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }
}

// MARK: - The value itself

extension ValueEncoder: SingleValueEncodingContainer {
    func encodeNil() { run.become(run.null, node) }

    func encode<T: JSONScalar>(_ value: T) throws { run.become(try run.text(ofScalar: value, in: node), node) }

    func encode<T: Encodable>(_ value: T) throws {
        if let text = try run.text(of: value, in: node) {
            run.become(text, node)
        } else {
            try value.encode(to: self)
        }
    }
}
