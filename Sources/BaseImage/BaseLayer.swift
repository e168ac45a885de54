public import OCISpec
public import SystemPackage

/// A layer of a base image, whose bytes were compared with its digests.
public struct BaseLayer: Hashable, Sendable {
    /// Media type, digest and size.
    public let descriptor: Descriptor
    /// The descriptor as it stands in the base's manifest.
    let descriptorJSON: JSONValue
    /// The digest of the uncompressed tar archive.
    public let diffID: Digest
    /// The number of bytes of the uncompressed tar archive.
    public let uncompressedSize: Int64
    /// The file with the stored bytes. It must stay as it is until the image is delivered.
    public let blob: FilePath
}
