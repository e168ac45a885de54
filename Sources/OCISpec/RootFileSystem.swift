/// The contents of an image's layers, independent of their compression.
public struct RootFileSystem: Hashable, Sendable, Codable {
    /// `layers` always.
    public private(set) var type = "layers"
    /// The digests of the uncompressed tar archives, bottom first.
    public var diffIDs: [Digest]

    /// The root file system made of the layers `diffIDs`, bottom first.
    public init(diffIDs: [Digest]) {
        self.diffIDs = diffIDs
    }

    private enum CodingKeys: String, CodingKey {
        case type
        case diffIDs = "diff_ids"
    }
}
