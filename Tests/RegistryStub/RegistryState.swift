import NIOCore
import NIOHTTP1
import OCISpec

/// All that a registry knows; one request after the other changes it.
struct RegistryState {
    var options: RegistryStub.Options
    var addresses = Addresses(scheme: "http", ports: [:])
    var rules: [FaultRule] = []
    var now: Duration = .zero

    var blobs: [Digest: StoredBlob] = [:]
    var repositories: [String: Repository] = [:]
    var sessions: [String: UploadSession] = [:]
    var tokens: [String: IssuedToken] = [:]
    /// How often each signed URL may still be used.
    var signedUses: [String: Int] = [:]

    var log: [RegistryStub.LoggedRequest] = []
    private var logStart = 0
    var uploadedBytes = 0
    var tokensIssued = 0
    private var lastID = 0

    init(options: RegistryStub.Options) {
        self.options = options
    }

    /// A number that no other thing of this registry has.
    mutating func nextID() -> Int {
        lastID += 1
        return lastID
    }

    mutating func clearLog() {
        logStart += log.count
        log = []
    }

    /// Logs a request; the answer is the number to name it by.
    mutating func logged(_ request: Request) -> Int {
        log.append(
            RegistryStub.LoggedRequest(
                origin: request.origin, route: request.route, connection: request.connection, method: request.method,
                uri: request.uri, headers: request.headers))
        return logStart + log.count - 1
    }

    /// Changes what is logged of a request, unless the log was cleared since.
    mutating func changeLog(_ number: Int, _ body: (inout RegistryStub.LoggedRequest) -> Void) {
        guard number >= logStart else { return }
        body(&log[number - logStart])
    }
}
