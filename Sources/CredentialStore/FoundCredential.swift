/// A credential and where it comes from.
public struct FoundCredential: Hashable, Sendable {
    /// The credential.
    public let credential: Credential
    /// Its place, for messages: `~/.docker/config.json, entry ghcr.io`. No part of the credential is in it.
    public let origin: String

    /// The credential `credential`, which stood in `origin`.
    public init(_ credential: Credential, origin: String) {
        self.credential = credential
        self.origin = origin
    }
}
