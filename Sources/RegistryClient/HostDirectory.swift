import CredentialStore

/// The registries that were spoken to, each with its tokens and its gate.
actor HostDirectory {
    private let transport: any HTTPExchange
    private let credentials: any CredentialSource
    private let plainHTTP: Bool
    private let timing: Timing
    private let report: @Sendable (TransferEvent) -> Void
    private var connections: [String: HostConnection] = [:]

    init(
        transport: any HTTPExchange, credentials: any CredentialSource, plainHTTP: Bool, timing: Timing,
        report: @escaping @Sendable (TransferEvent) -> Void
    ) {
        self.transport = transport
        self.credentials = credentials
        self.plainHTTP = plainHTTP
        self.timing = timing
        self.report = report
    }

    /// The registry that references call `name`.
    func connection(to name: String) async throws -> HostConnection {
        if let known = connections[name] { return known }
        let origin = try await origin(of: name)
        if let known = connections[name] { return known }  // another task was faster while this one asked
        let host = RegistryHost(name: name, origin: origin)
        if origin.scheme == .http, !LocalAddress.isLoopback(origin.host) {
            report(
                .note("\(name) is spoken to without TLS: whoever is on the way can read passwords and change images"))
        }
        let connection = HostConnection(
            host: host,
            authenticator: Authenticator(
                host: host, next: RedirectFollower(next: transport), credentials: credentials, timing: timing),
            gate: HostGate(timing: timing))
        connections[name] = connection
        return connection
    }

    /// TLS, unless the user wants none, or the registry is on this machine and speaks none.
    private func origin(of name: String) async throws -> Origin {
        let authority = RegistryHost.authority(of: name)
        guard let secure = Origin(scheme: .https, authority: authority),
            let plain = Origin(scheme: .http, authority: authority)
        else {
            throw RegistryError.unreachable(host: name, tries: 1, reason: "this is not a host and a port")
        }
        if plainHTTP { return plain }
        guard LocalAddress.isLoopback(secure.host), try await !answers(secure) else { return secure }
        return try await answers(plain) ? plain : secure
    }

    /// Whether somebody answers there. One whose certificate is not trusted does, and is told by the first real request.
    private func answers(_ origin: Origin) async throws -> Bool {
        do {
            let response = try await transport.send(
                RegistryRequest(method: .GET, url: RegistryURL(origin: origin, path: "/v2/")))
            await response.discard()
            return true
        } catch is RegistryError {
            return true
        } catch is TransportError {
            return false
        }
    }
}
