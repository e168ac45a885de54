public import OCISpec

/// What is known of a layer once all of its bytes have passed a ``LayerStream``.
public struct LayerSummary: Hashable, Sendable {
    /// The digest of the uncompressed tar archive, which the image's configuration names.
    public let diffID: Digest
    /// The digest of the bytes as they are stored, which the manifest names.
    public let digest: Digest
    /// The number of bytes as they are stored.
    public let size: Int64
    /// The number of bytes of the uncompressed tar archive.
    public let uncompressedSize: Int64
}
