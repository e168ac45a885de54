public import OCISpec

/// A manifest or an index as a registry has it.
public struct FetchedManifest: Hashable, Sendable {
    /// Media type, digest and size.
    public let descriptor: Descriptor
    /// The bytes that the digest names.
    public let bytes: [UInt8]
}
