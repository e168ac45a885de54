import OCISpec

/// The name of a layer's folder in a ``LayerCache``: `18223104-5f0c9a…-3b1d…`, without a hyphen in its parts.
///
/// The number of content bytes and the compression come first, so that a look at the names alone tells whether a layer
/// of which only these two are known can be there.
struct CachedLayerName: Hashable, CustomStringConvertible {
    private let group: CachedLayerGroup
    private let diffID: Digest

    init(_ group: CachedLayerGroup, diffID: Digest) {
        self.group = group
        self.diffID = diffID
    }

    /// The name under which a layer with this record belongs.
    init(_ record: LayerRecord) throws(DigesterError) {
        group = try CachedLayerGroup(contentBytes: record.contentBytes, compression: record.compression)
        diffID = record.diffID
    }

    /// Reads the name of a folder; nil when it is not one of a layer.
    init?(parsing text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, let contentBytes = Int64(parts[0]), parts[1].utf8.count == CachedLayerGroup.tagDigits,
            let diffID = try? Digest(parsing: "sha256:\(parts[2])")  // why it is no name is of no interest
        else { return nil }
        self.init(CachedLayerGroup(contentBytes: contentBytes, tag: String(parts[1])), diffID: diffID)
        guard description == text else { return nil }
    }

    var description: String { "\(group.prefix)\(diffID.hex)" }
}
