public import OCISpec

/// The configuration and the manifest of an image upon a base, as the bytes that their digests name.
public struct ImageDocuments: Hashable, Sendable {
    /// A document.
    public struct Document: Hashable, Sendable {
        /// Media type, digest and size.
        public let descriptor: Descriptor
        /// The bytes.
        public let bytes: [UInt8]

        init(_ json: JSONValue, mediaType: MediaType) throws {
            bytes = try CanonicalJSON.encode(json)
            descriptor = Descriptor(mediaType: mediaType, digest: try Digest.of(bytes), size: Int64(bytes.count))
        }
    }

    /// The configuration.
    public let config: Document
    /// The manifest.
    public let manifest: Document
    /// The descriptors of the layers that were added, with the media types that they have in the manifest.
    public let layers: [Descriptor]
}
