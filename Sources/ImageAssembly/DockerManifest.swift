import OCISpec

/// One image in `manifest.json`, the index by which docker before version 25 loads an archive.
struct DockerManifest: Codable {
    /// The configuration's file.
    var config: String
    /// The names to give to the image, each with its tag.
    var repoTags: [String]?
    /// The layers' files, bottom first. A layer used twice stands here twice: docker counts them against the diff ids.
    var layers: [String]

    init(_ image: DockerImage, named reference: ImageReference?) {
        config = LayoutFiles.path(of: image.config.digest)
        repoTags = reference?.fullyQualifiedTag.map { [$0] }
        layers = image.layers.map { LayoutFiles.path(of: $0.digest) }
    }

    private enum CodingKeys: String, CodingKey {
        case config = "Config"
        case repoTags = "RepoTags"
        case layers = "Layers"
    }
}
