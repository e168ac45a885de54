import OCISpec
import Testing

@testable import CredentialStore

@Suite struct CredentialEntryTests {
    private func parse(_ json: String) throws -> Credential? {
        try Credential.parse(entry: CanonicalJSON.decode(JSONValue.self, from: Array(json.utf8)))
    }

    @Test(arguments: [
        (#"{"auth":"YW5uOnB3"}"#, Credential.basic(username: "ann", password: Secret("pw"))),
        (#"{"auth":"YW5uOmE6Yjpj"}"#, .basic(username: "ann", password: Secret("a:b:c"))),
        (#"{"auth":"YW5uOnB3AAA="}"#, .basic(username: "ann", password: Secret("pw"))),
        (#"{"auth":"YW5uOg=="}"#, .basic(username: "ann", password: Secret(""))),
        (#"{"username":"ann","password":"pw"}"#, .basic(username: "ann", password: Secret("pw"))),
        (#"{"auth":"","username":"ann","password":"pw"}"#, .basic(username: "ann", password: Secret("pw"))),
        (#"{"auth":"YW5uOg==","identitytoken":"t"}"#, .identityToken(Secret("t"))),
        (#"{"identitytoken":"t","registrytoken":"r"}"#, .registryToken(Secret("r"))),
    ])
    func `an entry names its credential`(json: String, credential: Credential) throws {
        #expect(try parse(json) == credential)
    }

    @Test(arguments: [
        "{}", #"{"auth":""}"#, #"{"auth":null}"#, #"{"email":"a@b"}"#, #"{"auth":"Og=="}"#, #"{"username":"ann"}"#,
    ])
    func `an entry may name nobody`(json: String) throws {
        #expect(try parse(json) == nil)
    }

    @Test(arguments: [
        ("[]", EntryProblem.notAnObject), (#"{"auth":7}"#, .notAText(field: "auth")),
        (#"{"identitytoken":{}}"#, .notAText(field: "identitytoken")), (#"{"auth":"hunter2!"}"#, .notBase64),
        (#"{"auth":"YW5u"}"#, .noColon), (#"{"auth":"//86"}"#, .notUTF8),
    ])
    func `an entry that cannot be read says what is wrong`(json: String, problem: EntryProblem) throws {
        #expect(throws: problem) { try parse(json) }
    }

    @Test(arguments: [
        Credential.basic(username: "ann", password: Secret("a:b é")), .identityToken(Secret("t")),
        .registryToken(Secret("r")),
    ])
    func `what is written is read again`(credential: Credential) throws {
        #expect(try Credential.parse(entry: credential.entry) == credential)
    }
}
