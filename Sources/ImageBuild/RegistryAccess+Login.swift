public import CredentialStore
import SystemPackage

extension RegistryAccess {
    /// Keeps `credential` for `registry` once the registry has taken it; what it does not take is not kept.
    /// - Parameter variables: The environment, which says where credentials are kept.
    /// - Returns: The file or the helper that keeps it.
    /// - Throws: `RegistryError` when the registry refuses it or cannot be asked; an error of the credentials.
    public func login(
        to registry: String, with credential: Credential, variables: [String: String]
    ) async throws -> String {
        let store = CredentialStore(
            variables: variables, home: variables["HOME"].map { FilePath($0) },
            explicit: [registry: FoundCredential(credential, origin: "what was typed")])
        var access = self
        access.credentials = store
        try await access.withClient(report: { _ in }) { try await $0.check(registry: registry) }
        return try await store.store(credential, for: registry)
    }
}
