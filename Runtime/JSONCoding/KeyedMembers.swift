/// The members of an object, by key. Of members with the same key the first counts, as `JSONDecoder` has it.
struct KeyedMembers<Key: CodingKey>: KeyedDecodingContainerProtocol {
    /// Up to here a search is faster than a table, the more so as keys are mostly asked for in the order of the text.
    private static var searchedCountMax: Int { 8 }

    private typealias Member = (name: String, value: JSONValue)

    private let decoder: ValueDecoder
    private let members: [Member]
    /// The index of each name's first member, when there are many.
    private let indexes: [String: Int]?

    /// - Throws: `DecodingError` when the decoder's value is no object.
    init(of decoder: ValueDecoder) throws {
        try self.init(of: decoder.value, decoder)
    }

    private init(of value: JSONValue, _ decoder: ValueDecoder) throws {
        guard value.node.kind == .object else {
            throw decoder.wrongContainer([String: Any].self, value, decoder.codingPath)
        }
        self.decoder = decoder
        members = try decoder.run.document.members(of: value).map { name, value in
            guard let name else {
                throw decoder.decodingError(.unfit(.halfSurrogatePair), String.self, value, [])
            }
            return (name, value)
        }
        indexes =
            members.count <= Self.searchedCountMax
            ? nil : Dictionary(members.enumerated().map { ($1.name, $0) }) { first, _ in first }
    }

    var codingPath: [any CodingKey] { decoder.codingPath }

    var allKeys: [Key] {
        guard let indexes else {
            var names: Set<String> = []
            return members.filter { names.insert($0.name).inserted }.compactMap { Key(stringValue: $0.name) }
        }
        return members.indices.filter { indexes[members[$0].name] == $0 }
            .compactMap { Key(stringValue: members[$0].name) }
    }

    func contains(_ key: Key) -> Bool { find(key.stringValue) != nil }

    func decodeNil(forKey key: Key) throws -> Bool { try value(key).node.kind == .null }

    func decode<T: JSONScalar>(_ type: T.Type, forKey key: Key) throws -> T {
        try decoder.decode(scalar: type, from: value(key), key: key)
    }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        try decoder.decode(type, from: value(key), key: key)
    }

    func nestedContainer<NestedKey: CodingKey>(keyedBy type: NestedKey.Type, forKey key: Key) throws
        -> KeyedDecodingContainer<NestedKey>
    {
        try decoder.decoder(of: value(key), key: key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try decoder.decoder(of: value(key), key: key).unkeyedContainer()
    }

    func superDecoder() -> any Decoder { superDecoder(for: JSONKey.super) }

    func superDecoder(forKey key: Key) -> any Decoder { superDecoder(for: key) }

    /// A missing key gives the decoder of a null.
    private func superDecoder(for key: any CodingKey) -> any Decoder {
        let null = JSONValue(node: JSONNode(.null, from: 0, to: 0), index: 0)
        return decoder.decoder(of: find(key.stringValue) ?? null, key: key)
    }

    private func value(_ key: Key) throws -> JSONValue {
        guard let value = find(key.stringValue) else {
            throw DecodingError.keyNotFound(
                key, .init(codingPath: codingPath, debugDescription: "the key \"\(key.stringValue)\" is missing"))
        }
        return value
    }

    private func find(_ name: String) -> JSONValue? {
        if let indexes { return indexes[name].map { members[$0].value } }
        return members.first { $0.name == name }?.value
    }
}
