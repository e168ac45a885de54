/// What a credentials file says about a repository.
enum CredentialAnswer: Hashable, Sendable {
    /// The credential, which stands under `key`.
    case entry(Credential, key: String)
    /// A helper is to be asked; it may know none.
    case helper(HelperChoice)
}
