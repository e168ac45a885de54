/// A credential as it goes to and from a helper, in JSON.
struct KeptCredential: Codable {
    private let address: String?
    private let username: String
    private let secret: String

    private enum CodingKeys: String, CodingKey {
        case address = "ServerURL"
        case username = "Username"
        case secret = "Secret"
    }

    /// `credential` for `address`; nil when it is of a kind that the protocol cannot hold.
    init?(_ credential: Credential, address: String) {
        self.address = address
        switch credential {
        case .basic(let username, let password): (self.username, secret) = (username, password.reveal)
        case .identityToken(let token): (username, secret) = (Credential.tokenUsername, token.reveal)
        case .registryToken: return nil
        }
    }

    /// What was kept; nil when it names nobody.
    var credential: Credential? {
        if username.isEmpty, secret.isEmpty { return nil }
        return username == Credential.tokenUsername
            ? .identityToken(Secret(secret)) : .basic(username: username, password: Secret(secret))
    }
}

extension KeptCredential: CustomStringConvertible, CustomReflectable {
    /// The address alone.
    var description: String { "credential for \(address ?? "nowhere")" }

    /// Nothing to look into.
    var customMirror: Mirror { Mirror(self, children: []) }
}
