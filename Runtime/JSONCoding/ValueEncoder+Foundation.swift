// `Data`, `URL` and `Decimal` encode an array or an object by themselves. In JSON a string or a number stands in its
// place, as `JSONEncoder` has it.

extension ValueEncoder {
    /// A `Data` as base64 text.
    func part(ofData data: some Encodable) -> EncodedPart? {
        guard let bytes = data as? any Collection<UInt8> else { return nil }
        return run.part(of: String(decoding: Base64.encode(Array(bytes)), as: UTF8.self))
    }

    /// A `URL` as its text. One that is relative to another is refused: to put the two together takes Foundation.
    func part(ofURL url: some Encodable, key: (any CodingKey)?) throws -> EncodedPart? {
        let own = EncodingRun()
        let encoder = ValueEncoder(run: own, parent: nil, key: nil)
        try url.encode(to: encoder)
        let parts = try JSON.decode(URLParts.self, from: own.json(of: .later(encoder.slot)))
        guard parts.base == nil else {
            throw EncodingError.invalidValue(
                url,
                .init(codingPath: path(to: key), debugDescription: "a URL with a base; encode its absoluteURL instead"))
        }
        return run.part(of: parts.relative)
    }

    /// A `Decimal` as the number that its description is.
    func part(ofDecimal decimal: some Encodable, key: (any CodingKey)?) throws -> EncodedPart? {
        let number = "\(decimal)"
        guard number != "NaN" else { throw inexpressible(decimal, path(to: key)) }
        return run.part { text -> Never? in
            text += number.utf8
            return nil
        }.part
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
