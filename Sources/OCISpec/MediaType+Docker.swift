extension MediaType {
    /// docker's list of manifests, the counterpart of ``imageIndex``.
    public static let dockerManifestList = MediaType(
        rawValue: "application/vnd.docker.distribution.manifest.list.v2+json")
    /// docker's manifest, the counterpart of ``imageManifest``.
    public static let dockerManifest = MediaType(rawValue: "application/vnd.docker.distribution.manifest.v2+json")
    /// docker's configuration, the counterpart of ``imageConfig``.
    public static let dockerConfig = MediaType(rawValue: "application/vnd.docker.container.image.v1+json")
    /// docker's layer that is a tar archive, the counterpart of ``layerTar``.
    public static let dockerLayerTar = MediaType(rawValue: "application/vnd.docker.image.rootfs.diff.tar")
    /// docker's layer compressed with gzip, the counterpart of ``layerTarGzip``. There is none for zstd.
    public static let dockerLayerTarGzip = MediaType(rawValue: "application/vnd.docker.image.rootfs.diff.tar.gzip")

    /// Whether this is a list of manifests, docker's or OCI's.
    public var isIndex: Bool { self == .imageIndex || self == .dockerManifestList }

    /// Whether this is the manifest of one image, docker's or OCI's.
    public var isManifest: Bool { self == .imageManifest || self == .dockerManifest }

    /// Whether this is a manifest of docker's first schema, in which layers have neither sizes nor diff ids.
    public var isSchema1: Bool {
        ["application/vnd.docker.distribution.manifest.v1+json", Self.signedSchema1].contains(rawValue)
    }

    /// Whether this is a layer that anybody may store and hand on.
    public var isLayer: Bool {
        [.layerTar, .layerTarGzip, .layerTarZstd, .dockerLayerTar, .dockerLayerTarGzip].contains(self)
    }

    /// Whether this is a layer that is fetched from elsewhere and must not be stored in a registry: parts of Windows.
    public var isForeignLayer: Bool {
        rawValue.hasPrefix("application/vnd.oci.image.layer.nondistributable.v1.tar")
            || rawValue.hasPrefix("application/vnd.docker.image.rootfs.foreign.diff.tar")
    }

    /// The type of docker's for a manifest, configuration or layer of OCI's; nil for zstd and whatever else has none.
    public var asDocker: MediaType? {
        switch self {
        case .imageIndex: .dockerManifestList
        case .imageManifest: .dockerManifest
        case .imageConfig: .dockerConfig
        case .layerTar: .dockerLayerTar
        case .layerTarGzip: .dockerLayerTarGzip
        default: rawValue.hasPrefix("application/vnd.docker.") ? self : nil
        }
    }

    private static let signedSchema1 = "application/vnd.docker.distribution.manifest.v1+prettyjws"
}
