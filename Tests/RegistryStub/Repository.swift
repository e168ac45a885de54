import OCISpec

/// What a repository has.
struct Repository {
    /// The blobs, with the number of looks for which each is still not to be seen.
    var blobs: [Digest: Int] = [:]
    var manifests: [Digest: RegistryStub.StoredManifest] = [:]
    var tags: [String: Digest] = [:]

    func manifest(_ reference: String) -> RegistryStub.StoredManifest? {
        // A reference that is no digest is a tag.
        (tags[reference] ?? (try? Digest(parsing: reference))).flatMap { manifests[$0] }
    }

    mutating func add(_ manifest: RegistryStub.StoredManifest, tag: String?) {
        manifests[manifest.digest] = manifest
        if let tag { tags[tag] = manifest.digest }
    }

    /// Whether the blob is there, for somebody who looks.
    mutating func look(for digest: Digest) -> Bool {
        guard let looks = blobs[digest] else { return false }
        if looks > 0 { blobs[digest] = looks - 1 }
        return looks == 0
    }
}
