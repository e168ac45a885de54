public import CredentialStore
public import RegistryClient
public import SystemPackage

/// How registries are reached, and with which credentials.
public struct RegistryAccess: Sendable {
    /// How the client talks to them.
    public var options: RegistryOptions
    /// Where credentials come from.
    public var credentials: any CredentialSource

    /// The access that docker and podman have: their files, their helpers, the usual variables. What was begun is kept
    /// in the folder `cache`, so that a later run goes on with it.
    public init(variables: [String: String], cache: FilePath) {
        options = RegistryOptions()
        options.variables = variables
        options.stateFolder = cache.appending("transfers")
        if let home = variables["HOME"].map({ FilePath($0) }), home.isAbsolute {
            let own: [FilePath] = [".config/containers/certs.d", ".docker/certs.d"]
            options.certificateFolders.insert(contentsOf: own.map { home.pushing($0) }, at: 0)
        }
        credentials = CredentialStore(variables: variables, home: variables["HOME"].map { FilePath($0) })
    }

    /// Runs `body` with a client, and closes its connections afterwards. `report` hears of its transfers.
    public func withClient<Result>(
        isolation: isolated (any Actor)? = #isolation, report: @escaping @Sendable (TransferEvent) -> Void,
        _ body: (RegistryClient) async throws -> Result
    ) async throws -> Result {
        let client = try RegistryClient(options: options, credentials: credentials, report: report)
        do {
            let result = try await body(client)
            try await client.shutdown()
            return result
        } catch {
            try? await client.shutdown()  // the error above is the one to tell
            throw error
        }
    }
}
