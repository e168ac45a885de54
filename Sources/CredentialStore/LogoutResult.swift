/// What came of a logout.
public struct LogoutResult: Hashable, Sendable {
    /// Where something was removed: `~/.docker/config.json`, `docker-credential-pass`; nil when there was nothing.
    public let removedFrom: String?
    /// Where a credential for the registry is found all the same; nil when there is none left.
    public let remaining: String?
}
