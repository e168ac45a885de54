import CredentialStore
import Synchronization

/// One credential for everything, or none, and how often it was asked for.
final class TestCredentials: CredentialSource {
    private let found: FoundCredential?
    private let count = Mutex(0)

    init(_ credential: Credential? = nil) {
        found = credential.map { FoundCredential($0, origin: "the test") }
    }

    static let tester = TestCredentials(.basic(username: "tester", password: Secret("s3cret:pass")))

    var questions: Int { count.withLock { $0 } }

    func credential(registry: String, repository: String?) async throws -> FoundCredential? {
        count.withLock { $0 += 1 }
        return found
    }

    func searched(for registry: String) -> [String] { ["~/.docker/config.json: no entry for \(registry)"] }
}
