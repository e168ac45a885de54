import OCISpec
import RegistryStub
import Testing

/// What every test of a registry does.
extension RawClient {
    /// Opens a session and returns its address.
    func startUpload(in repository: String = "digits") async throws -> String {
        let answer = try await ask("POST", "/v2/\(repository)/blobs/uploads/")
        #expect(answer.status == 202)
        return try path(answer)
    }

    func patch(_ location: String, _ bytes: [UInt8], range: String? = nil) async throws -> Answer {
        try await ask("PATCH", location, range.map { ["Content-Range": $0] } ?? [:], body: bytes)
    }

    func commit(_ location: String, _ digest: Digest, _ bytes: [UInt8] = []) async throws -> Answer {
        try await ask("PUT", "\(location)&digest=\(digest)", body: bytes)
    }

    /// The path and query of `Location`.
    func path(_ answer: Answer) throws -> String {
        let location = try #require(answer["Location"])
        return String(location[try #require(location.firstRange(of: "/v2/")).lowerBound...])
    }
}

/// `count` bytes that repeat only after 251.
func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8($0 % 251) } }

/// Runs `body` with a registry and a connection to it.
func withClient(
    _ change: (inout RegistryStub.Options) -> Void = { _ in }, _ body: (RegistryStub, RawClient) async throws -> Void
) async throws {
    var options = RegistryStub.Options()
    change(&options)
    try await withRegistry(options) { registry in try await body(registry, .connect(to: registry)) }
}
