#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// JSON of which equal values have equal bytes: keys sorted, no white space, slashes as they are, no newline at the end.
public enum CanonicalJSON {
    /// The bytes of `value`; hash these and keep them, since a digest names bytes and not a value.
    public static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try [UInt8](encoder.encode(value))
    }

    /// The value of type `type` that `bytes` hold; keys unknown to the type are passed over.
    /// - Throws: `DecodingError`.
    public static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        try JSONDecoder().decode(type, from: Data(bytes))
    }
}
