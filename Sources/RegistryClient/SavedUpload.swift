import OCISpec

/// An upload that was begun, as it is kept for a later run.
struct SavedUpload: Codable, Hashable, Sendable {
    /// How long registries keep a session that nobody comes back to is not told; a day is what many do.
    static let keptSeconds: Int64 = 86_400

    /// A smaller blob is sent again rather than written down.
    static let worthSavingBytes: Int64 = 4 << 20

    let host: String
    let repository: String
    let digest: Digest
    let size: Int64
    let location: String
    let offset: Int64
    /// In seconds since 1970.
    let savedAt: Int64

    /// The file of this upload. The names in it are hashed: they may hold characters that a file's name may not.
    static func fileName(host: String, repository: String, digest: Digest) -> String? {
        // Without SHA-256 there is no image either; nothing is kept then.
        (try? Digest.of(Array("\(host)/\(repository)@\(digest)".utf8))).map { "upload-\($0.hex).json" }
    }

    /// Whether the upload can be what is left of one of `blob`: it is no older than a day, and of the same thing.
    func continues(_ blob: Descriptor, host: String, repository: String, now: Int64) -> Bool {
        self.host == host && self.repository == repository && digest == blob.digest && size == blob.size
            && (0...size).contains(offset) && (0...Self.keptSeconds).contains(now - savedAt)
    }
}
