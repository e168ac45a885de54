import JSONCoding

/// What the body of a failure says to a person.
enum ErrorMessage {
    private struct Body: Decodable {
        let error: String?
        let detail: String?
    }

    /// How many characters of something else than JSON are shown: a page of HTML helps nobody.
    private static let textMax = 200

    /// The text under `error`, which Chassis and KServe use, or `detail`, FastAPI's; else the beginning of the body.
    static func text(of body: [UInt8]) -> String {
        // A body of another form is shown as it is.
        if let body = try? JSON.decode(Body.self, from: body), let text = body.error ?? body.detail { return text }
        let text = String(decoding: body, as: UTF8.self).prefix(textMax)
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return text.isEmpty ? "it does not say why" : text
    }
}
