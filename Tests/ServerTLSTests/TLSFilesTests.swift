import ServerTLS
import Testing

struct TLSFilesTests {
    @Test(
        arguments: [
            (["TLS_CERT_FILE": "c"], "TLS_KEY_FILE"), (["TLS_KEY_FILE": "k"], "TLS_CERT_FILE"),
            (["TLS_CA_FILE": "a"], "TLS_CERT_FILE"), (["TLS_CERT_FILE": "c", "TLS_CA_FILE": "a"], "TLS_KEY_FILE"),
            (["TLS_CERT_FILE": "c", "TLS_KEY_FILE": ""], "TLS_KEY_FILE"),
        ] as [([String: String], String)])
    func `half a setting is refused`(variables: [String: String], missing: String) {
        #expect(throws: TLSError.missingSetting(missing)) { try TLSFiles(variables: variables) }
    }

    @Test(arguments: [[:], ["TLS_CERT_FILE": ""], ["HTTP_PORT": "1"]] as [[String: String]])
    func `without settings there is no TLS`(variables: [String: String]) throws {
        #expect(try TLSFiles(variables: variables) == nil)
    }

    @Test func `all settings are taken`() throws {
        let variables = ["TLS_CERT_FILE": "c", "TLS_KEY_FILE": "k", "TLS_CA_FILE": "a"]
        #expect(try TLSFiles(variables: variables) == TLSFiles(certificates: "c", key: "k", clientAuthorities: "a"))
    }
}
