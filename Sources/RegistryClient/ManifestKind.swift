import NIOHTTP1
import OCISpec

/// The documents that a registry keeps as manifests, and finds by tags.
enum ManifestKind {
    private static let dockerManifest = "application/vnd.docker.distribution.manifest.v2+json"
    private static let dockerList = "application/vnd.docker.distribution.manifest.list.v2+json"

    /// All that we can read, for `Accept`.
    static let accepted = [
        MediaType.imageIndex.rawValue, MediaType.imageManifest.rawValue, dockerList, dockerManifest,
    ]

    static func isManifest(_ type: MediaType) -> Bool { accepted.contains(type.rawValue) }

    /// Docker's first manifests, which name layers in another way and are not supported.
    static func isSchema1(_ type: String) -> Bool {
        type.hasPrefix("application/vnd.docker.distribution.manifest.v1+")
    }

    /// A configuration: it goes up after the layers, since some registries look at those that it names.
    static func isConfig(_ type: MediaType) -> Bool {
        [
            MediaType.imageConfig.rawValue, "application/vnd.docker.container.image.v1+json",
            "application/vnd.oci.empty.v1+json",
        ].contains(type.rawValue)
    }
}
