/// What earlier uploads to a host have taught about how it wants blobs.
struct HostLessons: Hashable, Sendable, Codable {
    /// Whether blobs must come whole, since the host refuses pieces.
    var isWholeOnly = false
    /// The longest request body that the host, or a proxy before it, takes; nil when nothing was refused.
    var bodyBytesMax: Int64?
    /// When the last of it was learned, in seconds since 1970; proxies and registries are replaced, so it is forgotten.
    var learnedAt: Int64 = 0

    static let keptSeconds: Int64 = 7 * 86_400

    /// What is known of a host before the first upload: registries that take no pieces, or mean something else by them.
    ///
    /// GitHub answers 416 to pieces of more than 4 MiB, Google has none, and Amazon takes the first piece for the whole.
    static func known(of host: String) -> HostLessons {
        let name = host.prefix { $0 != ":" }
        let suffixes = [".pkg.dev", ".gcr.io", ".amazonaws.com"]
        return HostLessons(
            isWholeOnly: ["ghcr.io", "gcr.io"].contains(name) || suffixes.contains(where: name.hasSuffix))
    }
}
