import OCISpec

/// A registry: what references call it, and where it answers.
struct RegistryHost: Hashable, Sendable {
    /// The name in references and in credential files: `ghcr.io`, `localhost:5000`, `docker.io`.
    let name: String
    let origin: Origin

    /// The name of the registry that `reference` means.
    static func name(for reference: ImageReference) -> String {
        reference.registry.map(name) ?? "docker.io"
    }

    /// The one name of a registry that has several.
    static func name(_ registry: String) -> String {
        ["index.docker.io", "registry-1.docker.io"].contains(registry) ? "docker.io" : registry
    }

    /// Where a registry of this name answers. Docker Hub's API is elsewhere than its name says.
    static func authority(of name: String) -> String {
        name == "docker.io" ? "registry-1.docker.io" : name
    }

    /// The repository's name in addresses and token scopes: `library/digits` for `digits` at Docker Hub.
    static func repository(of reference: ImageReference) -> String {
        guard name(for: reference) == "docker.io", !reference.repository.contains("/") else {
            return reference.repository
        }
        return "library/\(reference.repository)"
    }
}
