/// A registry as credentials are kept for it: one value for all the ways in which its name is written.
///
/// Docker Hub has four: `docker.io`, `index.docker.io`, `registry-1.docker.io` and `https://index.docker.io/v1/`.
struct RegistryName: Hashable, CustomStringConvertible {
    /// Host and port in lower case; `docker.io` for Docker Hub.
    let description: String

    private static let hub = "docker.io"
    private static let hubHosts: Set = [hub, "index.docker.io", "registry-1.docker.io"]
    /// What docker calls its own registry in files and before helpers, for the sake of its first version.
    private static let hubAddress = "https://index.docker.io/v1/"

    /// The registry at `host`, which has neither scheme nor path.
    init(host: some StringProtocol) {
        let host = host.lowercased()
        description = Self.hubHosts.contains(host) ? Self.hub : host
    }

    /// Under which name docker keeps it, and asks a helper for it.
    var dockerAddress: String { description == Self.hub ? Self.hubAddress : description }

    /// Its host as netrc files name it, most specific first.
    var machines: [String] {
        if description == Self.hub { return Self.hubHosts.sorted() }
        guard let colon = description.lastIndex(of: ":"), !description.hasSuffix("]") else { return [description] }
        return [description, String(description[..<colon])]
    }
}
