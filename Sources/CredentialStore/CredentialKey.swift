/// A key of `auths`: a registry, or a part of one.
struct CredentialKey: Hashable {
    let registry: RegistryName
    /// The namespace or repository for which the entry is; empty for the whole registry.
    let path: String

    /// The registry `registry`, or the part of it below `path`.
    init(_ registry: RegistryName, path: String = "") {
        self.registry = registry
        self.path = path
    }

    /// Reads a key as tools write it: `ghcr.io`, `ghcr.io/team/digits`, and the address that docker wrote in its first
    /// years, `https://ghcr.io/v1/`.
    ///
    /// A key with a scheme is for the whole registry, whatever its path is: that is how docker and podman read it.
    /// Without one, `v1/` and `v2/` are such a path only with the slash at the end, which a namespace never has.
    init(parsing text: String) {
        let scheme = ["https://", "http://"].first { text.lowercased().hasPrefix($0) }
        let address = text.dropFirst(scheme?.count ?? 0)
        let slash = address.firstIndex(of: "/") ?? address.endIndex
        registry = RegistryName(host: address[..<slash])
        let path = address[slash...].drop { $0 == "/" }
        let isWhole = scheme != nil || path == "v1/" || path == "v2/"
        self.path = isWhole ? "" : String(path.hasSuffix("/") ? path.dropLast() : path)
    }

    /// The keys under which a credential for `repository` may stand, most specific first: for `team/eu/digits` that is
    /// the repository, then `team/eu`, `team`, and the registry.
    ///
    /// The order is that of
    /// [containers-auth.json](https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md).
    static func candidates(_ registry: RegistryName, repository: String?) -> [CredentialKey] {
        let parts = (repository ?? "").split(separator: "/")
        return (0...parts.count).reversed().map { count in
            CredentialKey(registry, path: parts.prefix(count).joined(separator: "/"))
        }
    }

    /// As podman writes it: `ghcr.io/team`.
    var text: String { path.isEmpty ? registry.description : "\(registry)/\(path)" }
}
