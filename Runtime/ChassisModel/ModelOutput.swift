/// One named output of an item.
public struct ModelOutput: Sendable, Equatable {
    /// The key under which its bytes are returned (`filename` in the Status message).
    public var name: String
    /// Its media type.
    public var mediaType: MediaType
    /// The largest size it has.
    public var maxSize: ByteSize
    /// What it is, in words.
    public var description: String
    /// The tensor that it is for clients of the Open Inference Protocol; nil when nothing is declared.
    public var tensor: TensorSpec?

    /// An output; JSON of at most 1 MiB unless said otherwise.
    public init(
        name: String, mediaType: MediaType = .json, maxSize: ByteSize = .mebibytes(1), description: String = "",
        tensor: TensorSpec? = nil
    ) {
        self.name = name
        self.mediaType = mediaType
        self.maxSize = maxSize
        self.description = description
        self.tensor = tensor
    }
}
