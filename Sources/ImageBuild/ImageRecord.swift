import OCISpec
import SystemPackage

/// What an image was made of, kept under its name until the next image of that name is built.
struct ImageRecord: Codable, Hashable {
    /// One layer.
    struct Layer: Codable, Hashable {
        /// What is in it, for people: `model files`.
        let content: String
        let digest: Digest
        /// The number of bytes as they are stored.
        let bytes: Int64
    }

    private static let knownFormat = 1
    /// The largest files are kept, since it is they that can be what has grown.
    private static let filesMax = 1000

    private(set) var format = Self.knownFormat
    /// The layers, bottom first.
    let layers: [Layer]
    /// The size of each file by its path in the image.
    let files: [String: Int64]

    /// The record of an image of `layers`, bottom first, with `files` in them.
    init(layers: [Layer], files: [String: Int64]) {
        self.layers = layers
        self.files =
            files.count <= Self.filesMax
            ? files
            : Dictionary(
                uniqueKeysWithValues: files.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(Self.filesMax)
                    .map { ($0.key, $0.value) })
    }

    /// The number of bytes of all layers as they are stored.
    var bytes: Int64 { layers.reduce(0) { $0 + $1.bytes } }
}
