public import OCISpec

/// What is delivered: one image, or the images of several platforms under one index.
public struct ImageBundle: Hashable, Sendable {
    /// The manifest of the one image, or the index over several; its digest is the bundle's.
    public let root: Blob
    /// All blobs, each digest once, in the order in which they lead to each other: layers, configurations, manifests,
    /// and ``root`` last. Delivered in this order, nothing ever names what is not there.
    public let blobs: [Blob]
    /// What the one image runs on; nil for an index.
    public let platform: Platform?
    /// When it was made; the time of every file in an archive of it.
    public let created: Timestamp
    /// The name, if it has one. It is no part of the root, so it does not change the digest.
    public let reference: ImageReference?
    /// The image that docker before version 25 loads, since it knows no index; nil when there is none for it.
    let dockerImage: DockerImage?

    /// The bundle of `image` alone.
    public init(_ image: Image) {
        root = image.manifest
        blobs = image.blobs
        platform = image.platform
        created = image.created
        reference = image.reference
        dockerImage = DockerImage(config: image.config.descriptor, layers: image.layers.map(\.descriptor))
    }

    /// A bundle of blobs that were read from somewhere, in the order of ``blobs``, the root last.
    package init(
        _ blobs: [Blob], platform: Platform?, created: Timestamp, reference: ImageReference?, dockerImage: DockerImage?
    ) {
        precondition(!blobs.isEmpty, "a bundle has a root")
        root = blobs[blobs.endIndex - 1]
        self.blobs = blobs
        self.platform = platform
        self.created = created
        self.reference = reference
        self.dockerImage = dockerImage
    }

    /// The bundle's digest: that of its root.
    public var digest: Digest { root.descriptor.digest }

    /// The bundle under another name.
    public func named(_ reference: ImageReference?) -> ImageBundle {
        ImageBundle(blobs, platform: platform, created: created, reference: reference, dockerImage: dockerImage)
    }

    /// The bundle as an entry of `index.json`: the root's descriptor with platform and name.
    ///
    /// Both annotations hold the full name: podman loads an image whose `ref.name` is only a tag under the wrong name.
    var indexEntry: Descriptor {
        var entry = root.descriptor
        entry.platform = platform
        entry.annotations = reference?.fullyQualifiedTag.map {
            [Annotation.referenceName: $0, Annotation.containerdImageName: $0]
        }
        return entry
    }
}

/// One image as docker's own index of an archive names it.
package struct DockerImage: Hashable, Sendable {
    /// The configuration.
    let config: Descriptor
    /// The layers, bottom first.
    let layers: [Descriptor]

    /// The image with this configuration and these layers, bottom first.
    package init(config: Descriptor, layers: [Descriptor]) {
        self.config = config
        self.layers = layers
    }
}
