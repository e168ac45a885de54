// The JSON of values. `parent` and `key` say where a value stands, for errors: under the key in the value of that node, or
// as that value itself.

extension EncodingRun {
    /// Writes `null`.
    var null: Range<Int> { text(json: "null".utf8) }

    /// Writes a value without parts.
    func text(ofScalar scalar: some JSONScalar, in parent: Int, _ key: (any CodingKey)? = nil) throws -> Range<Int> {
        guard let text = text(ofScalar: scalar) else { throw inexpressible(scalar, path(to: parent, key)) }
        return text
    }

    /// Writes a value that JSON has in one piece; nil for one that says itself what it consists of.
    func text<T: Encodable>(of value: T, in parent: Int, _ key: (any CodingKey)? = nil) throws -> Range<Int>? {
        switch KnownType.of(T.self, last: &lastType) {
        case .scalar:
            guard let scalar = value as? any JSONScalar else { return nil }
            return try text(ofScalar: scalar, in: parent, key)
        case .scalars:
            guard let array = value as? any JSONScalarArray else { return nil }
            return try text(ofScalars: array) { index, element in
                inexpressible(element, path(to: parent, key) + [JSONKey.index(index)])
            }
        case .data: return text(ofData: value)
        case .url: return try text(ofURL: value, path(to: parent, key))
        case .decimal: return try text(ofDecimal: value, path(to: parent, key))
        case .other: return nil
        }
    }

    /// Encodes `value` as the last part of `parent`; one that encodes nothing is an empty object.
    func add<T: Encodable>(_ value: T, to parent: Int, named name: String = "", _ key: any CodingKey) throws {
        if let text = try text(of: value, in: parent, key) { return add(text, to: parent, named: name) }
        let node = makeNode(in: parent, key)
        try value.encode(to: ValueEncoder(run: self, node: node))
        add(node, to: parent, named: name)
    }

    /// The keys that lead to what stands under `key` in the value of `node`, or to that value.
    private func path(to node: Int, _ key: (any CodingKey)?) -> [any CodingKey] {
        path(to: node) + (key.map { [$0] } ?? [])
    }

    private func inexpressible(_ value: Any, _ path: [any CodingKey]) -> EncodingError {
        .invalidValue(value, .init(codingPath: path, debugDescription: "JSON cannot express \(value)"))
    }
}

// MARK: - Foundation's types

// `Data`, `URL` and `Decimal` encode an array or an object by themselves. In JSON a string or a number stands in its
// place, as `JSONEncoder` has it.

extension EncodingRun {
    /// A `Data` as base64 text.
    private func text(ofData data: some Encodable) -> Range<Int>? {
        guard let bytes = data as? any Collection<UInt8> else { return nil }
        return text(ofScalar: String(decoding: Base64.encode(Array(bytes)), as: UTF8.self))
    }

    /// A `URL` as its text. One that is relative to another is refused: to put the two together takes Foundation.
    private func text(ofURL url: some Encodable, _ path: @autoclosure () -> [any CodingKey]) throws -> Range<Int>? {
        let own = EncodingRun()
        try url.encode(to: ValueEncoder(run: own, node: Self.root))
        let parts = try JSON.decode(URLParts.self, from: own.json())
        guard parts.base == nil else {
            throw EncodingError.invalidValue(
                url, .init(codingPath: path(), debugDescription: "a URL with a base; encode its absoluteURL instead"))
        }
        return text(ofScalar: parts.relative)
    }

    /// A `Decimal` as the number that its description is.
    private func text(
        ofDecimal decimal: some Encodable, _ path: @autoclosure () -> [any CodingKey]
    ) throws -> Range<Int> {
        let number = "\(decimal)"
        guard number != "NaN" else { throw inexpressible(decimal, path()) }
        return text(json: number.utf8)
    }

    /// What Foundation's `URL` encodes by itself; of its base no more than whether there is one.
    private struct URLParts: Decodable {
        struct Base: Decodable {
            init(from decoder: any Decoder) {}
        }

        let relative: String
        let base: Base?
    }
}
