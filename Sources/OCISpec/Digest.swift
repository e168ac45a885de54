/// The address of a blob: the SHA-256 of its bytes, written `sha256:` and 64 lowercase hex digits.
///
/// A digest is checked once, where text becomes a value; code that holds one never checks again.
/// Name files after ``hex``; write ``description`` into manifests and references.
/// The rules are those of the [image spec](https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests).
public struct Digest: Hashable, Sendable, CustomStringConvertible {
    /// The 64 lowercase hexadecimal digits, without the `sha256:` prefix.
    public let hex: String

    /// Reads a digest as it stands in a descriptor, or after `@` in a reference.
    /// - Throws: ``DigestError``, naming the first rule that the text breaks.
    public init(parsing text: String) throws(DigestError) {
        guard let colon = text.firstIndex(of: ":") else { throw .missingAlgorithm(text) }
        let hex = text[text.index(after: colon)...]
        guard text[..<colon] == "sha256" else { throw .unsupportedAlgorithm(text) }
        guard hex.utf8.count == 64 else { throw .wrongLength(text, hexDigits: hex.utf8.count) }
        guard hex.utf8.allSatisfy(isLowercaseHex) else { throw .notLowercaseHex(text) }
        self.hex = String(hex)
    }

    /// The digest whose SHA-256 value is `hash`, 32 bytes.
    init(hash: [UInt8]) {
        precondition(hash.count == 32, "a SHA-256 value has 32 bytes")
        let digits = Array("0123456789abcdef".utf8)
        hex = String(decoding: hash.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// The digest of `bytes`, which are all in memory; for a stream, use ``Digester``.
    /// - Throws: ``DigesterError`` when OpenSSL offers no SHA-256.
    public static func of(_ bytes: [UInt8]) throws(DigesterError) -> Digest {
        let digester = try Digester()
        try digester.update(bytes)
        return try digester.finish()
    }

    /// `sha256:` and the digits.
    public var description: String { "sha256:\(hex)" }
}

extension Digest: Codable {
    /// Reads the digest from a JSON string.
    public init(from decoder: any Decoder) throws {
        try self.init(parsing: decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the digest as a JSON string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

private func isLowercaseHex(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
}
