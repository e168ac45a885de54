public import OCISpec
public import SystemPackage

/// A blob of an image: its descriptor, and where its bytes are.
public struct Blob: Hashable, Sendable {
    /// Where the bytes are.
    public enum Content: Hashable, Sendable {
        /// In memory: configurations and manifests.
        case bytes([UInt8])
        /// In a file: layers.
        case file(FilePath)
    }

    /// Media type, digest and size.
    public let descriptor: Descriptor
    /// Where the bytes are.
    public let content: Content

    /// The blob that `descriptor` leads to, with its bytes in `content`.
    public init(descriptor: Descriptor, content: Content) {
        self.descriptor = descriptor
        self.content = content
    }

    /// The blob of `bytes`.
    /// - Throws: An error of the hash.
    public init(_ bytes: [UInt8], mediaType: MediaType) throws(DigesterError) {
        descriptor = Descriptor(mediaType: mediaType, digest: try Digest.of(bytes), size: Int64(bytes.count))
        content = .bytes(bytes)
    }

    /// The blob whose bytes are the canonical JSON of `document`.
    static func json(_ document: some Encodable, mediaType: MediaType) throws -> Blob {
        try Blob(CanonicalJSON.encode(document), mediaType: mediaType)
    }
}
