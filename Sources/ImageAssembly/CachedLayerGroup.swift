import OCISpec

/// The layers with one number of content bytes and one compression.
struct CachedLayerGroup: Hashable {
    static let tagDigits = 16

    private let contentBytes: Int64
    /// The beginning of the digest of the compression's identity.
    private let tag: String

    /// The group of layers with `contentBytes` in files, stored with the compression of this identity.
    init(contentBytes: Int64, compression: String) throws(DigesterError) {
        let digest = try Digest.of(Array(compression.utf8))
        self.init(contentBytes: contentBytes, tag: String(digest.hex.prefix(Self.tagDigits)))
    }

    /// The group whose names have this number and this tag in them.
    init(contentBytes: Int64, tag: String) {
        self.contentBytes = contentBytes
        self.tag = tag
    }

    /// What the names of these layers, and no others, begin with.
    var prefix: String { "\(contentBytes)-\(tag)-" }
}
