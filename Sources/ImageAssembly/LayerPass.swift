/// A reading of everything that goes into a layer.
enum LayerPass: Hashable {
    /// Only to learn the diff id.
    case measuring
    /// To write the layer.
    case writing
}
