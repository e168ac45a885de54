/// A look at what goes into a layer.
enum LayerPass: Hashable {
    /// At samples, to choose how it is stored.
    case probing
    /// At everything, only to learn the diff id.
    case measuring
    /// At everything, to write the layer.
    case writing
}
