import JSONCoding

/// What a process that was started with `--predict` reads: one item, its bytes in base64.
///
///     {"inputs":{"input":"WzEsMl0="}}
///
/// One golden file in the tests of both sides pins the form, and that of ``PredictAnswer``.
struct PredictRequest: Decodable {
    let inputs: [String: Base64Bytes]

    /// Reads the JSON of a request.
    /// - Throws: `DecodingError`.
    init(json: [UInt8]) throws {
        self = try JSON.decode(Self.self, from: json)
    }
}
