import BaseImage
import ImageAssembly
import OCISpec

extension Image {
    /// The image of `base` with `added` on top, bottom first.
    /// - Throws: `BaseError`; an error of the JSON encoder or of the hash.
    static func assemble(
        _ added: [Layer], on base: BaseImage, configuration: ContainerConfig, created: Timestamp,
        annotations: [String: String], reference: ImageReference
    ) throws -> Image {
        let documents = try base.appending(
            added, configuration: configuration, created: created, annotations: annotations)
        let below = base.layers.map {
            Layer(
                descriptor: $0.descriptor, diffID: $0.diffID, uncompressedSize: $0.uncompressedSize, blob: $0.blob,
                createdBy: "base")
        }
        let above = zip(added, documents.layers).map { layer, descriptor in
            Layer(
                descriptor: descriptor, diffID: layer.diffID, uncompressedSize: layer.uncompressedSize,
                blob: layer.blob, createdBy: layer.createdBy)
        }
        return try .assembled(
            layers: below + above, config: documents.config.bytes, configType: documents.config.descriptor.mediaType,
            manifest: documents.manifest.bytes, manifestType: documents.manifest.descriptor.mediaType,
            platform: base.platform, created: created, reference: reference)
    }
}
