import CredentialStore

/// A token that a token service has given.
struct AccessToken: Sendable {
    let value: Secret
    /// When it is to be replaced, a little before it ends.
    let renewAt: Duration

    /// The lifetime of a token that does not tell it
    /// ([token specification](https://distribution.github.io/distribution/spec/auth/token/)).
    static let defaultLifetime: Duration = .seconds(60)

    /// A token with the lifetime that its answer tells. When it was issued, by the service's clock, is not asked: that
    /// clock may be wrong, and ours has seen it arrive at `now`.
    init(_ value: Secret, lifetime: Duration?, now: Duration) {
        let lifetime = lifetime ?? Self.defaultLifetime
        self.value = value
        renewAt = now + lifetime - min(.seconds(15), lifetime / 5)
    }

    func isGood(at now: Duration) -> Bool { now < renewAt }
}
