/// One way of authentication that a server offers in `WWW-Authenticate`.
struct Challenge: Hashable, Sendable {
    /// Lowercase: `bearer`, `basic`.
    let scheme: String
    /// By lowercase name; values without their quotes.
    let parameters: [String: String]

    /// Reads the challenges of all `WWW-Authenticate` headers of an answer, in their order.
    ///
    /// One header may hold several, with commas between them and between their parameters alike
    /// ([RFC 9110](https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1)). What cannot be understood is passed over.
    static func parse(_ headers: [String]) -> [Challenge] {
        headers.flatMap { header in
            var parser = ChallengeParser(header)
            return parser.challenges()
        }
    }

    /// The first that this client can answer, Bearer before Basic; nil when there is none.
    static func preferred(_ challenges: [Challenge]) -> Challenge? {
        let bearer = challenges.first { $0.scheme == "bearer" && $0.parameters["realm"]?.isEmpty == false }
        return bearer ?? challenges.first { $0.scheme == "basic" }
    }
}
