/// The configuration of an image: what it runs on, how it starts, and what its layers are
/// ([image spec](https://github.com/opencontainers/image-spec/blob/main/config.md)).
///
/// The SHA-256 of its JSON is the image id that `podman images` and `docker images` show.
public struct ImageConfig: Hashable, Sendable, Codable {
    /// When the image was made.
    public var created: Timestamp?
    /// The processor, in Go's names.
    public var architecture: String
    /// The variant of the processor.
    public var variant: String?
    /// The operating system, in Go's names.
    public var os: String
    /// How a container starts.
    public var config: ContainerConfig?
    /// The layers' contents.
    public var rootfs: RootFileSystem
    /// What made the layers, bottom first.
    public var history: [HistoryEntry]?

    /// The configuration of an image for `platform` with the layers `diffIDs`, bottom first.
    public init(
        created: Timestamp, platform: Platform, config: ContainerConfig, diffIDs: [Digest], history: [HistoryEntry]
    ) {
        self.created = created
        self.architecture = platform.architecture
        self.variant = platform.variant
        self.os = platform.os
        self.config = config
        self.rootfs = RootFileSystem(diffIDs: diffIDs)
        self.history = history
    }
}
