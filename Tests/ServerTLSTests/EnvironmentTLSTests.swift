import Logging
import ModelHost
import Testing

@testable import ServerTLS

struct EnvironmentTLSTests {
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test func `an environment that names no files asks for plain text`() throws {
        let environment = try RuntimeEnvironment(variables: ["TLS_CERT_FILE": ""])
        let source = try EnvironmentTLS.source(environment, logger: logger)
        #expect(source == nil)
    }

    @Test func `half a pair is an error`() throws {
        let environment = try RuntimeEnvironment(variables: ["TLS_CERT_FILE": "/c.pem"])
        #expect(throws: TLSError.missingSetting("TLS_KEY_FILE")) {
            try EnvironmentTLS.source(environment, logger: logger)
        }
    }

    @Test func `files that cannot be read are an error at the start`() throws {
        let environment = try RuntimeEnvironment(
            variables: ["TLS_CERT_FILE": "/nowhere/c.pem", "TLS_KEY_FILE": "/nowhere/k.pem"])
        let source = try #require(try EnvironmentTLS.source(environment, logger: logger))
        #expect(throws: TLSError.self) { try source.security(for: ["h2"]) }
    }
}
