import OCISpec

/// Where blobs were seen, for mounts: digests with the repositories that have them, the last seen last.
struct SeenPlaces: Codable, Hashable, Sendable {
    struct Entry: Codable, Hashable, Sendable {
        let digest: Digest
        let host: String
        let repository: String
    }

    /// A push of ten layers leaves ten entries; some hundred pushes are worth remembering.
    static let entriesMax = 2000

    private(set) var entries: [Entry] = []

    /// Repositories of `host` other than `repository` that had the blob, the last seen first.
    func repositories(with digest: Digest, host: String, otherThan repository: String) -> [String] {
        entries.reversed().filter { $0.digest == digest && $0.host == host && $0.repository != repository }
            .map(\.repository)
    }

    /// Notes that `repository` has the blobs.
    mutating func note(_ digests: some Collection<Digest>, host: String, repository: String) {
        let seen = digests.map { Entry(digest: $0, host: host, repository: repository) }
        let fresh = Set(seen)
        entries.removeAll { fresh.contains($0) }
        entries += seen
        entries.removeFirst(max(0, entries.count - Self.entriesMax))
    }

    /// Notes that a mount from `repository` did not work.
    mutating func forget(_ digest: Digest, host: String, repository: String) {
        entries.removeAll { $0 == Entry(digest: digest, host: host, repository: repository) }
    }
}
