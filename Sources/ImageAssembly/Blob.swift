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

    /// The blob whose bytes are the canonical JSON of `document`.
    static func json(_ document: some Encodable, mediaType: MediaType) throws -> Blob {
        let bytes = try CanonicalJSON.encode(document)
        let descriptor = Descriptor(mediaType: mediaType, digest: try Digest.of(bytes), size: Int64(bytes.count))
        return Blob(descriptor: descriptor, content: .bytes(bytes))
    }
}
