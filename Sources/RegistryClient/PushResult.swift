public import OCISpec

/// What a push came to.
public struct PushResult: Hashable, Sendable {
    /// The digest under which the image is now found.
    public let digest: Digest
    /// The places, one for each repository, in the order in which they were asked for.
    public let places: [Place]

    /// One repository that has the image now.
    public struct Place: Hashable, Sendable {
        /// Registry and repository: `ghcr.io/team/digits`.
        public let repository: String
        /// The tags that point to the image, those that did before as well.
        public let tags: [String]
        /// How each blob and manifest came there; empty when the tags pointed to the image already, and nothing was done.
        public let outcomes: [Digest: BlobOutcome]
        /// The bytes of blobs that were sent, lost ones and repetitions included.
        public let bytesSent: Int64
    }

    /// The bytes of blobs that were sent, to all places.
    public var bytesSent: Int64 { places.reduce(0) { $0 + $1.bytesSent } }
    /// Whether every tag pointed to the image already.
    public var isUnchanged: Bool { places.allSatisfy { $0.outcomes.isEmpty } }
}
