/// What the decoders of one document share.
final class DecodingRun {
    let document: JSONDocument
    /// See ``KnownType/of(_:last:)``.
    var lastType: KnownType.Last?

    init(document: JSONDocument) {
        self.document = document
    }
}

/// The decoder of one value.
///
/// It is also the link of the coding path that leads to the value, so that a path costs nothing until it is asked for.
final class ValueDecoder: Decoder {
    let run: DecodingRun
    let value: JSONValue
    private let parent: ValueDecoder?
    private let key: (any CodingKey)?

    /// The decoder of `value`, which stands under `key` in the value of `parent`.
    init(run: DecodingRun, value: JSONValue, parent: ValueDecoder?, key: (any CodingKey)?) {
        self.run = run
        self.value = value
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
        while let decoder = link {
            if let key = decoder.key { path.append(key) }
            link = decoder.parent
        }
        return path.reversed()
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(try KeyedMembers<Key>(of: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try UnkeyedElements(of: self)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }
}

// MARK: - The value itself

extension ValueDecoder: SingleValueDecodingContainer {
    func decodeNil() -> Bool { value.node.kind == .null }

    func decode<T: JSONScalar>(_ type: T.Type) throws -> T { try decode(scalar: type, from: value, key: nil) }

    func decode<T: Decodable>(_ type: T.Type) throws -> T { try decode(type, from: value, key: nil) }
}

// MARK: - Values below it

extension ValueDecoder {
    /// Decodes `value`, which stands under `key`, or is the decoder's own.
    @inline(__always)
    func decode<T: JSONScalar>(scalar type: T.Type, from value: JSONValue, key: (any CodingKey)?) throws -> T {
        do throws(ScalarFailure) {
            return try T.decode(value.node, in: run.document)
        } catch {
            throw decodingError(error, type, value, path(to: key))
        }
    }

    /// Decodes `value`, which stands under `key`, or is the decoder's own.
    func decode<T: Decodable>(_ type: T.Type, from value: JSONValue, key: (any CodingKey)?) throws -> T {
        switch KnownType.of(type, last: &run.lastType) {
        case .scalar(let scalar):
            if let scalar = try decode(scalar: scalar, from: value, key: key) as? T { return scalar }
        case .scalars(let array):
            if let array = try decode(scalars: array, from: value, key: key) as? T { return array }
        case .data:
            if let data = try data(from: value, as: type, key: key) as? T { return data }
        case .url:
            return try T(from: urlDecoder(of: value, as: type, key: key))
        case .decimal:
            return try T(from: decimalDecoder(of: value, as: type, key: key))
        case .other: break
        }
        return try T(from: decoder(of: value, key: key))
    }

    /// The decoder of `value`, which stands under `key`, or is the decoder's own.
    func decoder(of value: JSONValue, key: (any CodingKey)?) -> ValueDecoder {
        guard let key else { return self }
        return ValueDecoder(run: run, value: value, parent: self, key: key)
    }

    private func decode<A: JSONScalarArray>(scalars type: A.Type, from value: JSONValue, key: (any CodingKey)?) throws
        -> A
    {
        switch value.node.kind {
        case .array, .numbers: break
        default: throw wrongContainer([Any].self, value, path(to: key))
        }
        do throws(ElementFailure) {
            return try A.decode(elementsOf: value, in: run.document)
        } catch {
            var elements = JSONElements(of: value, in: run.document)
            for _ in 0..<error.index { _ = elements.next() }
            let element = elements.next() ?? value
            throw decodingError(
                error.failure, A.elementType, element, path(to: key) + [JSONKey.index(error.index)])
        }
    }
}

// MARK: - Errors

extension ValueDecoder {
    /// The error of a `value` that is no `type` for the reason `failure`.
    func decodingError(_ failure: ScalarFailure, _ type: Any.Type, _ value: JSONValue, _ path: [any CodingKey])
        -> DecodingError
    {
        switch failure {
        case .null: Self.valueNotFound(type, path)
        case .mismatch: Self.typeMismatch(type, value, path)
        case .unfit(let unfit):
            // Without a path, as `JSONDecoder` has it.
            .dataCorrupted(.init(codingPath: [], debugDescription: "\(unfit)", underlyingError: unfit))
        }
    }

    /// The error of a `value` that is not the array or object that is needed.
    func wrongContainer(_ type: Any.Type, _ value: JSONValue, _ path: [any CodingKey]) -> DecodingError {
        value.node.kind == .null ? Self.valueNotFound(type, path) : Self.typeMismatch(type, value, path)
    }

    static func valueNotFound(_ type: Any.Type, _ path: [any CodingKey]) -> DecodingError {
        .valueNotFound(type, .init(codingPath: path, debugDescription: "found null, expected a value of type \(type)"))
    }

    private static func typeMismatch(_ type: Any.Type, _ value: JSONValue, _ path: [any CodingKey]) -> DecodingError {
        let found = value.node.publicKind.rawValue
        return .typeMismatch(
            type, .init(codingPath: path, debugDescription: "found \(found), expected a value of type \(type)"))
    }
}
