import OCISpec

/// What the body of an error says: the distribution spec's JSON, the OAuth2 kind of a token service, or anything else
/// ([error codes](https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes)).
struct ErrorBody: Hashable, Sendable {
    /// `BLOB_UNKNOWN` and the like, in capitals; unknown ones as well.
    let codes: [String]
    /// The first message, in one line; nil when there is none, as in a page of HTML without a title.
    let reason: String?

    private struct Document: Decodable {
        struct Entry: Decodable {
            let code: String?
            let message: String?
        }
        let errors: [Entry]?
        let error: String?
        let error_description: String?
        let details: String?
        let message: String?
    }

    init(_ bytes: [UInt8]) {
        // What is not JSON, or JSON of another shape, is shown by its first line.
        guard let document = try? CanonicalJSON.decode(Document.self, from: bytes) else {
            codes = []
            reason = OneLine.of(bytes)
            return
        }
        let errors = document.errors ?? []
        codes = errors.compactMap { $0.code.map { OneLine.clean($0).uppercased() } }
        let messages =
            errors.map(\.message) + [
                document.error_description, document.details, document.message, document.error,
            ]
        reason = messages.compactMap { $0.map(OneLine.clean) }.first { !$0.isEmpty }
    }
}
