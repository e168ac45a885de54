/// One line of `podman history`: a step that made a layer, or one that changed the configuration alone.
public struct HistoryEntry: Hashable, Sendable, Codable {
    /// When the step was taken.
    public var created: Timestamp?
    /// What made the layer.
    public var createdBy: String?
    /// A remark.
    public var comment: String?
    /// Whether the step made no layer; nil means that it made one.
    public var emptyLayer: Bool?

    /// The entry of a layer made at `created` by `createdBy`.
    public init(created: Timestamp, createdBy: String) {
        self.created = created
        self.createdBy = createdBy
    }

    private enum CodingKeys: String, CodingKey {
        case created, comment
        case createdBy = "created_by"
        case emptyLayer = "empty_layer"
    }
}
