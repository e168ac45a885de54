/// The content of `record.json` in a ``LayerCache``.
struct StoredRecord: Codable {
    /// The layer.
    let layer: LayerRecord
    /// The modification time of the blob, in nanoseconds since 1970-01-01T00:00:00Z.
    let blobModified: Int64
}
