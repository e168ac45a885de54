/// Bytes that stand in JSON as text in base64, as Foundation's `Data` does.
public struct Base64Bytes: Codable, Hashable, Sendable {
    /// The bytes themselves.
    public var bytes: [UInt8]

    /// Holds `bytes`.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Decodes a string.
    /// - Throws: `DecodingError` when there is none, or it is not base64.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let bytes = Base64.decode(try container.decode(String.self).utf8) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "the string is not base64")
        }
        self.bytes = bytes
    }

    /// Encodes a string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(String(decoding: Base64.encode(bytes), as: UTF8.self))
    }
}
