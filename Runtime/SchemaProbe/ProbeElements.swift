import JSONCoding

/// An array: of the sample's elements, or of one element that can be had more than once, since some types read a number
/// of elements that they know beforehand.
struct ProbeElements: UnkeyedDecodingContainer {
    /// Whoever reads on until an error comes has to get one.
    private static let dummyCountMax = 64

    let decoder: ProbeDecoder
    /// What is asked of any element.
    let place: ProbePlace
    let samples: [JSONTree]?
    private(set) var currentIndex = 0

    init(decoder: ProbeDecoder, place: ProbePlace, samples: [JSONTree]?) {
        self.decoder = decoder
        self.place = place
        self.samples = samples
    }

    var codingPath: [any CodingKey] { decoder.codingPath }

    var count: Int? { samples?.count }

    var isAtEnd: Bool { currentIndex >= samples?.count ?? 1 }

    mutating func decodeNil() throws -> Bool {
        guard try next(Never.self).decodeNil() else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let value = try next(type).decode(type)
        currentIndex += 1
        return value
    }

    mutating func nestedContainer<NestedKey: CodingKey>(keyedBy type: NestedKey.Type) throws
        -> KeyedDecodingContainer<NestedKey>
    {
        let container = try next(type).container(keyedBy: type)
        currentIndex += 1
        return container
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        let container = try next((any UnkeyedDecodingContainer).self).unkeyedContainer()
        currentIndex += 1
        return container
    }

    mutating func superDecoder() throws -> any Decoder {
        let decoder = try next((any Decoder).self)
        currentIndex += 1
        return decoder
    }

    private func next(_ type: Any.Type) throws -> ProbeDecoder {
        let key = ElementKey(index: currentIndex)
        guard currentIndex < samples?.count ?? Self.dummyCountMax else {
            throw DecodingError.valueNotFound(
                type, .init(codingPath: codingPath + [key], debugDescription: "there are no more elements"))
        }
        return decoder.decoder(of: key, at: place, sample: samples?[currentIndex])
    }
}

/// The index of an element.
private struct ElementKey: CodingKey {
    let index: Int

    init(index: Int) {
        self.index = index
    }

    init?(stringValue: String) { return nil }

    init?(intValue: Int) {
        index = intValue
    }

    var stringValue: String { "Index \(index)" }
    var intValue: Int? { index }
}
