/// What a registry is shown to be let in.
public enum Credential: Hashable, Sendable {
    /// A user and a password, or an access token in its place: for Basic, and for fetching a token.
    case basic(username: String, password: Secret)
    /// An OAuth2 refresh token (docker's `identitytoken`): it is exchanged for a token and never sent to the registry.
    case identityToken(Secret)
    /// A token that is sent to the registry as it is, as Bearer (docker's `registrytoken`).
    case registryToken(Secret)
}
