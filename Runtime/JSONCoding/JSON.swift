/// JSON to Swift values and back, as Foundation's `JSONDecoder` and `JSONEncoder` do it when nothing is set.
///
/// A server that uses this in place of Foundation is 6 MB smaller. What differs, on purpose: text must be JSON as
/// RFC 8259 has it (Foundation lets a comma too many and a byte order mark pass), an integer is exact or an error, base64
/// needs its padding, and keys are written in the order of their bytes.
public enum JSON {
    /// Decodes a `T` from `bytes`, one JSON document in UTF-8.
    ///
    /// Foundation's `Data`, `URL`, `Decimal` and `Date` decode as `JSONDecoder` would decode them.
    /// - Throws: `DecodingError`, whose underlying error is a ``JSONSyntaxError`` when `bytes` are not JSON, and an
    ///   ``UnfitValue`` when a value does not fit its type; or whatever an `init(from:)` throws.
    public static func decode<T: Decodable>(_ type: T.Type, from bytes: [UInt8]) throws -> T {
        let document: JSONDocument
        do throws(JSONSyntaxError) {
            document = try JSONDocument(bytes)
        } catch {
            throw DecodingError.dataCorrupted(
                .init(codingPath: [], debugDescription: "not JSON: \(error)", underlyingError: error))
        }
        return try document.decode(type)
    }

    /// Encodes `value` without white space and with sorted keys, so that equal values are equal bytes.
    ///
    /// - Throws: `EncodingError` for NaN and infinity, which JSON does not have (RFC 8259, section 6), and for a value
    ///   that encodes nothing or twice; or whatever an `encode(to:)` throws.
    public static func encode(_ value: some Encodable) throws -> [UInt8] {
        let run = EncodingRun()
        try ValueEncoder(run: run, node: EncodingRun.root).encode(value)
        guard !run.isEmpty(EncodingRun.root) else {
            throw EncodingError.invalidValue(
                value, .init(codingPath: [], debugDescription: "a value of type \(type(of: value)) encoded nothing"))
        }
        return try run.json()
    }

    /// `text` as a JSON string, with its quotes.
    public static func quoted(_ text: String) -> [UInt8] {
        var json: [UInt8] = []
        json.appendJSONString(text)
        return json
    }
}
