import Testing

@testable import CredentialStore

@Suite struct CredentialKeyTests {
    @Test(arguments: [
        ("ghcr.io", "ghcr.io", ""),
        ("GHCR.io", "ghcr.io", ""),
        ("ghcr.io/", "ghcr.io", ""),
        ("localhost:5000", "localhost:5000", ""),
        ("https://ghcr.io", "ghcr.io", ""),
        ("http://ghcr.io/v1/", "ghcr.io", ""),
        ("https://ghcr.io/v2", "ghcr.io", ""),
        ("https://gitlab.example/group/", "gitlab.example", ""),
        ("ghcr.io/v1/", "ghcr.io", ""),
        ("ghcr.io/v1", "ghcr.io", "v1"),
        ("ghcr.io/team/digits", "ghcr.io", "team/digits"),
        ("ghcr.io/team/", "ghcr.io", "team"),
        ("https://index.docker.io/v1/", "docker.io", ""),
        ("index.docker.io", "docker.io", ""),
        ("registry-1.docker.io", "docker.io", ""),
        ("docker.io/library", "docker.io", "library"),
    ])
    func `a key names a registry or a part of one`(text: String, registry: String, path: String) {
        let key = CredentialKey(parsing: text)
        #expect(key.registry.description == registry)
        #expect(key.path == path)
    }

    @Test func `keys are tried from the repository up to the registry`() {
        let registry = RegistryName(host: "ghcr.io")
        #expect(
            CredentialKey.candidates(registry, repository: "ns/user/image").map(\.text)
                == ["ghcr.io/ns/user/image", "ghcr.io/ns/user", "ghcr.io/ns", "ghcr.io"])
        #expect(CredentialKey.candidates(registry, repository: nil).map(\.text) == ["ghcr.io"])
    }

    @Test(arguments: [
        ("ghcr.io", ["ghcr.io"]), ("localhost:5000", ["localhost:5000", "localhost"]), ("[::1]", ["[::1]"]),
        ("[::1]:5000", ["[::1]:5000", "[::1]"]),
        ("docker.io", ["docker.io", "index.docker.io", "registry-1.docker.io"]),
    ])
    func `a netrc file may name a host without its port`(registry: String, machines: [String]) {
        #expect(RegistryName(host: registry).machines == machines)
    }
}
