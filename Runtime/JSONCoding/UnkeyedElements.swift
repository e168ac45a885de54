/// The elements of an array, in order. An element that does not decode stays the next one.
struct UnkeyedElements: UnkeyedDecodingContainer {
    private let decoder: ValueDecoder
    private var elements: JSONElements
    private(set) var currentIndex = 0

    /// - Throws: `DecodingError` when the decoder's value is no array.
    init(of decoder: ValueDecoder) throws {
        switch decoder.value.node.kind {
        case .array, .numbers: break
        default: throw decoder.wrongContainer([Any].self, decoder.value, decoder.codingPath)
        }
        self.decoder = decoder
        elements = JSONElements(of: decoder.value, in: decoder.run.document)
    }

    var codingPath: [any CodingKey] { decoder.codingPath }

    var count: Int? { elements.count }

    var isAtEnd: Bool { elements.isAtEnd }

    mutating func decodeNil() throws -> Bool {
        let value = try peek(Never.self)
        guard value.node.kind == .null else { return false }
        skip(value)
        return true
    }

    mutating func decode<T: JSONScalar>(_ type: T.Type) throws -> T {
        let value = try peek(type)
        let result: T
        do throws(ScalarFailure) {
            result = try T.decode(value.node, in: decoder.run.document)
        } catch {
            throw decoder.decodingError(error, type, value, decoder.path(to: key))
        }
        skip(value)
        return result
    }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let value = try peek(type)
        let result = try decoder.decode(type, from: value, key: key)
        skip(value)
        return result
    }

    mutating func nestedContainer<NestedKey: CodingKey>(keyedBy type: NestedKey.Type) throws
        -> KeyedDecodingContainer<NestedKey>
    {
        let value = try peek(KeyedDecodingContainer<NestedKey>.self)
        let container = try decoder.decoder(of: value, key: key).container(keyedBy: type)
        skip(value)
        return container
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        let value = try peek((any UnkeyedDecodingContainer).self)
        let container = try decoder.decoder(of: value, key: key).unkeyedContainer()
        skip(value)
        return container
    }

    mutating func superDecoder() throws -> any Decoder {
        let value = try peek((any Decoder).self)
        let decoder = decoder.decoder(of: value, key: key)
        skip(value)
        return decoder
    }

    private var key: JSONKey { .index(currentIndex) }

    private func peek(_ type: Any.Type) throws -> JSONValue {
        guard let value = elements.peek() else {
            throw DecodingError.valueNotFound(
                type,
                .init(codingPath: decoder.path(to: key), debugDescription: "there are only \(currentIndex) elements"))
        }
        return value
    }

    private mutating func skip(_ value: JSONValue) {
        elements.skip(value)
        currentIndex += 1
    }
}
