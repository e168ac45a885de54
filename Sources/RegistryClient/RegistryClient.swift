public import CredentialStore

/// A client of registries, after the OCI distribution specification
/// ([spec](https://github.com/opencontainers/distribution-spec/blob/main/spec.md)).
///
/// One client serves any number of pushes and pulls, also at once; connections, tokens and what is learned of a host are
/// shared. It ends with ``shutdown()``.
///
/// Each operation ends soon after its task is cancelled. Each spends at most ``RegistryOptions/retryBudget`` on waiting.
public struct RegistryClient: Sendable {
    let options: RegistryOptions
    let memory: TransferMemory
    let timing: Timing
    let report: @Sendable (TransferEvent) -> Void
    private let transport: NetworkTransport
    private let hosts: HostDirectory
    private let warnings: WarningFilter

    /// A client with `credentials`, which are asked only when a registry wants to know; `report` hears of all transfers,
    /// from any task, and returns at once.
    /// - Throws: ``RegistryError/malformedProxy(variable:)``.
    public init(
        options: RegistryOptions, credentials: any CredentialSource,
        report: @escaping @Sendable (TransferEvent) -> Void = { _ in }
    ) throws {
        try self.init(options: options, credentials: credentials, timing: .system, report: report)
    }

    init(
        options: RegistryOptions, credentials: any CredentialSource, timing: Timing,
        report: @escaping @Sendable (TransferEvent) -> Void
    ) throws {
        self.options = options
        self.timing = timing
        self.report = report
        memory = TransferMemory(folder: options.stateFolder.map(StateFolder.init), timing: timing)
        warnings = WarningFilter(tell: report)
        transport = NetworkTransport(
            proxies: try ProxySettings(variables: options.variables),
            trust: TrustSettings(caFile: options.caFile, folders: options.certificateFolders),
            userAgent: options.userAgent, connectTimeout: options.connectTimeout)
        hosts = HostDirectory(
            transport: transport, credentials: credentials, plainHTTP: options.plainHTTP, timing: timing, report: report
        )
    }

    /// Closes all connections; to be called once, when nothing is under way any more.
    public func shutdown() async throws {
        try await transport.shutdown()
    }

    /// Asks `registry` (`ghcr.io`, `localhost:5000`) whether it takes the credentials that there are for it.
    /// - Throws: ``RegistryError/unauthorized(host:repository:reason:credentials:searched:)`` when it does not.
    public func check(registry: String) async throws {
        let (api, _) = try await api(for: RegistryHost.name(registry), repository: nil, access: AccessScope())
        let response = try await api.send(
            RegistryRequest(method: .GET, url: RegistryURL(origin: api.host.origin, path: "/v2/")))
        guard response.status == 200 else { throw try await api.refusal(response, "say that it is a registry") }
        await response.discard()
    }

    /// The requests to one repository within one operation, and the patience that they share.
    func api(
        for host: String, repository: String?, access: AccessScope, budget: RetryBudget? = nil
    ) async throws -> (RegistryAPI, Patience) {
        let connection = try await hosts.connection(to: host)
        let patience = Patience(
            host: host, gate: connection.gate, budget: budget ?? RetryBudget(options.retryBudget), timing: timing,
            report: report)
        let api = RegistryAPI(
            host: connection.host, repository: repository ?? "",
            exchange: Retrier(next: connection.authenticator, patience: patience),
            impatient: connection.authenticator, timing: timing, access: access,
            warnings: warnings)
        return (api, patience)
    }
}
