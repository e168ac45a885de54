/// What the bytes of a blob are.
///
/// The constants are the [image spec's](https://github.com/opencontainers/image-spec/blob/main/media-types.md); any
/// other type that an existing layout names is kept as it is.
public struct MediaType: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    /// The type as it stands in a descriptor, without parameters.
    public let rawValue: String

    /// The type written `rawValue`.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// An image index: a list of manifests.
    public static let imageIndex = MediaType(rawValue: "application/vnd.oci.image.index.v1+json")
    /// The manifest of one image for one platform.
    public static let imageManifest = MediaType(rawValue: "application/vnd.oci.image.manifest.v1+json")
    /// The configuration of an image.
    public static let imageConfig = MediaType(rawValue: "application/vnd.oci.image.config.v1+json")
    /// A layer that is a tar archive.
    public static let layerTar = MediaType(rawValue: "application/vnd.oci.image.layer.v1.tar")
    /// A layer that is a tar archive compressed with gzip.
    public static let layerTarGzip = MediaType(rawValue: "application/vnd.oci.image.layer.v1.tar+gzip")
    /// A layer that is a tar archive compressed with zstd.
    public static let layerTarZstd = MediaType(rawValue: "application/vnd.oci.image.layer.v1.tar+zstd")

    /// The type as it stands in a descriptor.
    public var description: String { rawValue }
}
