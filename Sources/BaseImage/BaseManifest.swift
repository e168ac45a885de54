import OCISpec

/// The manifest of a base image, OCI's or docker's.
struct BaseManifest: Decodable {
    /// What led to it said that it is this; a manifest need not say it itself.
    var mediaType = MediaType.imageManifest
    let config: Descriptor
    /// The layers, bottom first.
    let layers: [Descriptor]
    /// The layers' descriptors as they stand there, with what ``Descriptor`` does not know.
    let layersJSON: [JSONValue]

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        config = try values.decode(Descriptor.self, forKey: .config)
        layers = try values.decode([Descriptor].self, forKey: .layers)
        layersJSON = try values.decode([JSONValue].self, forKey: .layers)
    }

    private enum CodingKeys: String, CodingKey {
        case config, layers
    }
}
