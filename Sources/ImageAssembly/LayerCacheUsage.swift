/// A number of cached layers and the space that they take.
public struct LayerCacheUsage: Hashable, Sendable {
    /// The number of layers.
    public let layers: Int
    /// The number of bytes of the layers as they are stored; records and folders are not counted.
    public let bytes: Int64

    /// So many layers of so many bytes altogether.
    public init(layers: Int, bytes: Int64) {
        self.layers = layers
        self.bytes = bytes
    }
}
