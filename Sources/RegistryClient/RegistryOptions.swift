public import SystemPackage

/// How the client talks to registries.
public struct RegistryOptions: Sendable {
    /// Whether registries are spoken to without TLS. Without it, only one on this machine is, and only when it does not
    /// speak TLS.
    public var plainHTTP = false
    /// Certificates, as PEM, of authorities that are trusted besides those of the system.
    public var caFile: FilePath?
    /// Folders with a folder `host:port` for each registry that has certificates of its own
    /// ([containers-certs.d](https://github.com/containers/image/blob/main/docs/containers-certs.d.5.md)); the first
    /// that has a folder for the registry counts.
    public var certificateFolders: [FilePath] = ["/etc/containers/certs.d", "/etc/docker/certs.d"]
    /// The environment, of which `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are read, in capitals or not.
    public var variables: [String: String] = [:]
    /// What the client calls itself.
    public var userAgent = "chassis-build"
    /// How long one connection may take to come about, the wait for a free one included.
    public var connectTimeout: Duration = .seconds(30)
    /// The time that a push or pull may spend waiting for a registry that is overloaded or away, all its waits together.
    public var retryBudget: Duration = .seconds(600)
    /// Blobs that go up at once. Four keep a link busy while one of them waits for the registry's disk, and are what
    /// registries are used to from docker; more makes some answer 429.
    public var parallelUploads = 4
    /// Blobs up to this size go up in one request. Proxies in front of registries take 100 MB at most (Cloudflare), and a
    /// connection that breaks costs all that was sent where the registry cannot tell how much it has.
    public var monolithicBytesMax: Int64 = 48 << 20
    /// The size of the pieces in which larger blobs go up: what a process that is killed loses at most. A piece costs one
    /// round trip, 1 % of its time at 100 MB/s and 3 ms.
    public var chunkBytes: Int64 = 32 << 20
    /// Where uploads that were begun, the places where blobs were seen, and what was learned of a host are kept from one
    /// run to the next; nil keeps nothing. Its files hold upload addresses, which may be signed, and are 0600.
    public var stateFolder: FilePath?

    /// The defaults.
    public init() {}
}
