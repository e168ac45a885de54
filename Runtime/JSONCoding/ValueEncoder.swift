/// The encoder of one value. It is also the link of the coding path that leads there.
final class ValueEncoder: Encoder {
    let run: EncodingRun
    /// Where the value is put.
    let slot: EncodedSlot
    private let parent: ValueEncoder?
    private let key: (any CodingKey)?

    /// The encoder of the value that stands under `key` in the value of `parent`.
    init(run: EncodingRun, slot: EncodedSlot = EncodedSlot(), parent: ValueEncoder?, key: (any CodingKey)?) {
        self.run = run
        self.slot = slot
        self.parent = parent
        self.key = key
    }

    var userInfo: [CodingUserInfoKey: Any] { [:] }

    var codingPath: [any CodingKey] { path(to: nil) }

    /// The path to the part of this value that stands under `last`, or to the value itself.
    func path(to last: (any CodingKey)?) -> [any CodingKey] {
        var path: [any CodingKey] = []
        if let last { path.append(last) }
        var link = Optional(self)
        while let encoder = link {
            if let key = encoder.key { path.append(key) }
            link = encoder.parent
        }
        return path.reversed()
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(KeyedParts<Key>(of: self, object()))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer { UnkeyedParts(of: self, array()) }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    /// The object that is encoded here. A class and its superclass share it.
    func object() -> EncodedObject {
        if case .object(let object) = slot.part { return object }
        let object = EncodedObject()
        set(.object(object))
        return object
    }

    /// The array that is encoded here.
    func array() -> EncodedArray {
        if case .array(let array) = slot.part { return array }
        let array = EncodedArray()
        set(.array(array))
        return array
    }

    /// Of two values in one place the first stays, and encoding fails in the end: containers cannot be refused.
    private func set(_ part: EncodedPart) {
        if slot.part == nil {
            slot.part = part
        } else if run.mistake == nil {
            let context = EncodingError.Context(
                codingPath: codingPath, debugDescription: "two values were encoded where there is room for one")
            run.mistake = .invalidValue(part, context)
        }
    }
}

// MARK: - The value itself

extension ValueEncoder: SingleValueEncodingContainer {
    func encodeNil() { set(run.null) }

    func encode<T: JSONScalar>(_ value: T) throws { set(try part(ofScalar: value, key: nil)) }

    func encode<T: Encodable>(_ value: T) throws {
        if let part = try part(of: value, key: nil) { set(part) }
    }
}

// MARK: - Values below it

extension ValueEncoder {
    /// Encodes `value`, which stands under `key`, or is the encoder's own.
    func part(ofScalar value: some JSONScalar, key: (any CodingKey)?) throws -> EncodedPart {
        guard let part = run.part(of: value) else { throw inexpressible(value, path(to: key)) }
        return part
    }

    /// Encodes `value`, which stands under `key`, or is the encoder's own; nil when it encodes nothing.
    func part<T: Encodable>(of value: T, key: (any CodingKey)?) throws -> EncodedPart? {
        switch run.types.known(T.self) {
        case .scalar:
            if let scalar = value as? any JSONScalar { return try part(ofScalar: scalar, key: key) }
        case .scalars:
            if let array = value as? any JSONScalarArray { return try part(ofScalars: array, key: key) }
        case .data:
            if let part = part(ofData: value) { return part }
        case .url: return try part(ofURL: value, key: key)
        case .decimal: return try part(ofDecimal: value, key: key)
        case .other: break
        }
        let encoder = ValueEncoder(run: run, parent: self, key: key)
        try value.encode(to: encoder)
        return encoder.slot.part
    }

    private func part(ofScalars array: any JSONScalarArray, key: (any CodingKey)?) throws -> EncodedPart? {
        let (part, failure) = run.part { array.write(to: &$0) }
        if let failure { throw inexpressible(failure.element, path(to: key) + [JSONKey.index(failure.index)]) }
        return part
    }

    func inexpressible(_ value: Any, _ path: [any CodingKey]) -> EncodingError {
        .invalidValue(value, .init(codingPath: path, debugDescription: "JSON cannot express \(value)"))
    }
}
