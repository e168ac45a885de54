import CredentialStore
import Testing

@Suite struct SecretTests {
    private static let text = "hunter2-and-more"

    /// What a value shows in every way that Swift has of showing one.
    private func shown(_ value: some Any) -> String {
        var dumped = ""
        dump(value, to: &dumped)
        let children = Mirror(reflecting: value).children.map { "\($0.label ?? "") \($0.value)" }
        return "\(value) \(String(reflecting: value)) \(String(describing: [value])) \(dumped) \(children)"
    }

    @Test func `a secret shows itself in no way`() {
        let secret = Secret(Self.text)
        #expect(secret.reveal == Self.text)
        #expect("\(secret)" == "(secret)")
        #expect(!shown(secret).contains(Self.text))
        #expect(!shown([secret: secret]).contains(Self.text))
        #expect(!shown(Optional(secret) as Any).contains(Self.text))
    }

    @Test func `a credential shows its user and not its secret`() {
        let credentials: [Credential] = [
            .basic(username: "ann", password: Secret(Self.text)), .identityToken(Secret(Self.text)),
            .registryToken(Secret(Self.text)),
        ]
        for credential in credentials {
            #expect(!shown(credential).contains(Self.text))
            #expect(!shown(FoundCredential(credential, origin: "here")).contains(Self.text))
        }
        #expect(shown(credentials[0]).contains("ann"))
    }

    @Test func `two secrets are equal when their texts are`() {
        #expect(Secret("a") == Secret("a"))
        #expect(Secret("a") != Secret("b"))
    }
}
