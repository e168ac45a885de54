import Compression
import OCISpec

/// What is known of a built layer beside its bytes, its place and its history.
struct LayerRecord: Hashable, Codable {
    /// To be raised when the fields change, or when the same entries give another archive than before: the test that
    /// pins the diff id of a tiny layer then fails as well.
    static let knownFormat = 2

    /// The version of these fields.
    private(set) var format = Self.knownFormat
    /// The ``LayerCompression/identity`` with which the layer was stored.
    let compression: String
    /// The media type of the stored bytes.
    let mediaType: MediaType
    /// What the layer's descriptor says of its compression.
    let annotations: [String: String]
    /// The number of bytes in all files of the layer, without the archive around them.
    let contentBytes: Int64
    /// The digest of the uncompressed archive.
    let diffID: Digest
    /// The number of bytes of the uncompressed archive.
    let uncompressedSize: Int64
    /// The digest of the stored bytes.
    let digest: Digest
    /// The number of the stored bytes.
    let size: Int64

    /// The record of a layer that has just been written.
    init(_ summary: LayerSummary, compression: LayerCompression, contentBytes: Int64) {
        self.compression = compression.identity
        mediaType = compression.mediaType
        annotations = compression.annotations
        self.contentBytes = contentBytes
        diffID = summary.diffID
        uncompressedSize = summary.uncompressedSize
        digest = summary.digest
        size = summary.size
    }
}
