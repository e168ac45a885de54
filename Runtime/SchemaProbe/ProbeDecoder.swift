import JSONCoding

/// A decoder that writes down what it is asked, and answers with values of a sample or with dummies.
struct ProbeDecoder: Decoder {
    let run: ProbeRun
    let attempt: ProbeAttempt
    let place: ProbePlace
    /// The value at this place; nil when there is none, or dummies are handed out.
    let sample: JSONTree?
    var codingPath: [any CodingKey] = []

    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// Whether values come from the sample alone.
    var isSampled: Bool { attempt.source == .sample }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        place.noteObject()
        if isRefused(.object) { throw mismatch([String: Any].self) }
        if isSampled {
            guard case .object = sample else { throw mismatch([String: Any].self) }
        }
        return KeyedDecodingContainer(ProbeMembers<Key>(decoder: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        let elements = place.noteArray()
        if isRefused(.array) { throw mismatch([Any].self) }
        if isSampled {
            guard case .array(let samples) = sample else { throw mismatch([Any].self) }
            return ProbeElements(decoder: self, place: elements, samples: samples)
        }
        return ProbeElements(decoder: self, place: elements, samples: nil)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    /// The decoder of a part of this value.
    func decoder(of key: any CodingKey, at place: ProbePlace, sample: JSONTree?) -> ProbeDecoder {
        ProbeDecoder(run: run, attempt: attempt, place: place, sample: sample, codingPath: codingPath + [key])
    }

    private func isRefused(_ shape: ProbePlace.Shape) -> Bool {
        codingPath.isEmpty && attempt.refusedShapes.contains(shape)
    }

    private func mismatch(_ type: Any.Type) -> DecodingError {
        .typeMismatch(type, .init(codingPath: codingPath, debugDescription: "refused"))
    }
}

extension ProbeDecoder: SingleValueDecodingContainer {
    func decodeNil() -> Bool {
        place.isNullable = true
        return isSampled && sample == .null
    }

    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        place.note(type, run.schema(of: type, sample: sample))
        if isRefused(.value(ObjectIdentifier(type))) { throw mismatch(type) }
        guard let value = value(of: type) else { throw mismatch(type) }
        return value
    }

    private func value<T: Decodable>(of type: T.Type) -> T? {
        switch attempt.source {
        case .sample: sample.flatMap { run.value(of: type, sample: $0) }
        case .dummies(let number): run.value(of: type, sample: nil, attempt: number)
        }
    }
}
