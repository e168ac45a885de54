import JSONCoding

/// An object that has whatever member is asked for, unless the sample says otherwise.
struct ProbeMembers<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: ProbeDecoder

    var codingPath: [any CodingKey] { decoder.codingPath }

    var allKeys: [Key] {
        decoder.place.namesMembersItself = false
        guard decoder.isSampled, case .object(let members) = decoder.sample else { return [] }
        return members.compactMap { Key(stringValue: $0.name) }
    }

    func contains(_ key: Key) -> Bool {
        decoder.place.member(key.stringValue).isRequired = false
        return !isMissing(key)
    }

    func decodeNil(forKey key: Key) throws -> Bool { try part(key).decodeNil() }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        let part = part(noting: key)
        // Asked first, so that it is known of what type the missing member is.
        part.place.note(type, decoder.run.schema(of: type, sample: part.sample))
        return try self.part(key).decode(type)
    }

    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? { try optional(type, key) }

    /// A value that may be missing or null; it is, unless a sample has it.
    func optional<T: Decodable>(_ type: T.Type, _ key: Key) throws -> T? {
        let part = part(noting: key)
        decoder.place.member(key.stringValue).isRequired = false
        part.place.isNullable = true
        part.place.note(type, decoder.run.schema(of: type, sample: part.sample == .null ? nil : part.sample))
        guard decoder.isSampled, !isMissing(key), part.sample != .null else { return nil }
        return try part.decode(type)
    }

    func nestedContainer<NestedKey: CodingKey>(keyedBy type: NestedKey.Type, forKey key: Key) throws
        -> KeyedDecodingContainer<NestedKey>
    {
        try part(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try part(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { part(noting: SuperKey()) }

    func superDecoder(forKey key: Key) throws -> any Decoder { part(noting: key) }

    private func isMissing(_ key: any CodingKey) -> Bool {
        if codingPath.isEmpty, decoder.attempt.missingMember == key.stringValue { return true }
        return decoder.isSampled && decoder.sample?[key.stringValue] == nil
    }

    /// The decoder of a member that is there.
    private func part(_ key: any CodingKey) throws -> ProbeDecoder {
        let part = part(noting: key)
        guard isMissing(key) else { return part }
        if decoder.isSampled, decoder.sample?[key.stringValue] == nil {
            // If the type goes on all the same, it can do without; if not, the attempt does not count.
            decoder.place.member(key.stringValue).isRequired = false
        }
        throw DecodingError.keyNotFound(key, .init(codingPath: codingPath, debugDescription: "refused"))
    }

    private func part(noting key: any CodingKey) -> ProbeDecoder {
        decoder.decoder(
            of: key, at: decoder.place.member(key.stringValue).place, sample: decoder.sample?[key.stringValue])
    }
}

/// Where a class asks for the decoder of its superclass, and names no key.
private struct SuperKey: CodingKey {
    let stringValue = "super"
    let intValue: Int? = nil

    init() {}

    init?(stringValue: String) { return nil }

    init?(intValue: Int) { return nil }
}
