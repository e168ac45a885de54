import ImageAssembly
import OCISpec

/// The image of one platform, and what it was made of.
struct ImagePart {
    let image: Image
    /// The layers above the base's.
    let layers: [BuiltLayer]
    /// How many layers the base has.
    let baseLayers: Int
    let server: ModelServer

    /// What is kept of it until the next image of its name.
    var record: ImageRecord {
        let base = image.layers.prefix(baseLayers).map {
            ImageRecord.Layer(content: "base", digest: $0.descriptor.digest, bytes: $0.descriptor.size)
        }
        let own = layers.map {
            ImageRecord.Layer(
                content: $0.content.rawValue, digest: $0.layer.descriptor.digest, bytes: $0.layer.descriptor.size)
        }
        return ImageRecord(
            layers: base + own,
            files: layers.reduce(into: [:]) { files, layer in files.merge(layer.files) { first, _ in first } })
    }
}
