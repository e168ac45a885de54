extension RegistryResponse {
    /// The wait that the answer asks for; nil when it asks for none that can be understood.
    func retryAfter(now: Int64) -> Duration? {
        headers.first(name: "Retry-After").flatMap { RetryAfter.parse($0, now: now) }
    }

    /// The challenges of a 401.
    var challenges: [Challenge] { Challenge.parse(headers["WWW-Authenticate"]) }

    /// The digest that the registry says it has stored or sent; nil when it says none, or none that we know.
    var contentDigest: String? { headers.first(name: "Docker-Content-Digest") }
}
