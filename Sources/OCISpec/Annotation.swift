/// The annotation keys that this tool writes itself; a user's own keys are plain strings.
public enum Annotation {
    /// The name of an image, valid in `index.json` alone
    /// ([image spec](https://github.com/opencontainers/image-spec/blob/main/annotations.md#pre-defined-annotation-keys)).
    public static let referenceName = "org.opencontainers.image.ref.name"
    /// The full name under which containerd, docker and podman store the image when they load a layout or an archive.
    public static let containerdImageName = "io.containerd.image.name"
    /// The name in full of the image that this one is based on.
    public static let baseName = "org.opencontainers.image.base.name"
    /// The digest of what ``baseName`` led to when the image was made: a manifest, or an index of several platforms.
    public static let baseDigest = "org.opencontainers.image.base.digest"
}
