/// One named input of an item.
public struct ModelInput: Sendable, Equatable {
    /// The key under which its bytes arrive (`filename` in the Status message).
    public var name: String
    /// The media types it may have, the preferred one first, at least one.
    public var mediaTypes: [MediaType]
    /// The largest size it may have.
    public var maxSize: ByteSize
    /// What it is, in words: shape, units, range.
    public var description: String
    /// The tensor that it is for clients of the Open Inference Protocol; nil when nothing is declared.
    public var tensor: TensorSpec?

    /// An input; JSON of at most 1 MiB unless said otherwise.
    public init(
        name: String, mediaTypes: [MediaType] = [.json], maxSize: ByteSize = .mebibytes(1), description: String = "",
        tensor: TensorSpec? = nil
    ) {
        precondition(!mediaTypes.isEmpty, "an input accepts at least one media type")
        self.name = name
        self.mediaTypes = mediaTypes
        self.maxSize = maxSize
        self.description = description
        self.tensor = tensor
    }
}
