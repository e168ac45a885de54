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
        guard LocalAddress.isLoopback(secure.host), case .silence(let isWithoutTLS) = try await greet(secure) else {
            return secure
        }
        // A connection that broke says little: TLS is done without only where a registry has answered without it. One that
        // does not speak TLS and is silent without it is busy, and is asked again.
        for pause in isWithoutTLS ? Self.pauses : [.zero] {
            try await timing.sleep(pause)
            switch try await greet(plain) {
            case .answer(let status): return Self.isRegistry(status) ? plain : secure
            case .refusal: return secure
            case .silence: continue
            }
        }
        return secure
    }

    /// Before each time that a registry is asked whether it answers without TLS.
    private static let pauses: [Duration] = [.zero, .milliseconds(250), .seconds(1), .seconds(3)]

    /// Whether a registry says this, and not a server that wants TLS: by a redirect, by 400 as Go and nginx, or by 426.
    private static func isRegistry(_ status: Int) -> Bool { !(300...400).contains(status) && status != 426 }

    /// What comes of a first request.
    private enum Greeting {
        case answer(status: Int)
        /// Somebody is there and is not trusted, which the first real request will tell.
        case refusal
        /// Nobody answers, or somebody who does not speak TLS.
        case silence(isWithoutTLS: Bool)
    }

    private func greet(_ origin: Origin) async throws -> Greeting {
        do {
            let response = try await transport.send(
                RegistryRequest(method: .GET, url: RegistryURL(origin: origin, path: "/v2/")))
            await response.discard()
            return .answer(status: response.status)
        } catch is RegistryError {
            return .refusal
        } catch let error as TransportError {
            if case .noTLS = error { return .silence(isWithoutTLS: true) }
            return .silence(isWithoutTLS: false)
        }
    }
}
