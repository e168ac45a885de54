/// What is asked of a token service; requests that are equal get one token.
struct TokenRequest: Hashable, Sendable {
    let realm: RegistryURL
    let service: String?
    /// In order: some services look at the first alone, so what is needed most comes first.
    var scopes: [String]
    /// The repository, by which the credentials are chosen.
    let repository: String?
}
