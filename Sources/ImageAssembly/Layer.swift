public import OCISpec
public import SystemPackage

/// A layer whose bytes are in a file.
public struct Layer: Hashable, Sendable {
    /// Media type, digest and size of the bytes as they are stored.
    public let descriptor: Descriptor
    /// The digest of the uncompressed tar archive.
    public let diffID: Digest
    /// The number of bytes of the uncompressed tar archive.
    public let uncompressedSize: Int64
    /// The file with the stored bytes. It must stay as it is until the image is delivered.
    public let blob: FilePath
    /// What made the layer, for the image's history.
    public let createdBy: String

    /// A layer whose bytes are known to be these.
    package init(descriptor: Descriptor, diffID: Digest, uncompressedSize: Int64, blob: FilePath, createdBy: String) {
        self.descriptor = descriptor
        self.diffID = diffID
        self.uncompressedSize = uncompressedSize
        self.blob = blob
        self.createdBy = createdBy
    }
}
