/// A registry in this process, on loopback ports of its own, that does what a registry does until it is told to fail.
///
///     try await withRegistry { registry in
///         registry.fault(.patchUpload, call: 2, .dropAfterRequestBytes(1000))
///         // … push to registry.authority …
///         #expect(registry.blob(digest) == bytes)
///     }
public final class RegistryStub: Sendable {
    let state: SharedState
    private let addresses: Addresses
    private let server: StubServer

    /// Begins to listen.
    public static func start(_ options: Options = Options()) async throws -> RegistryStub {
        let state = SharedState(RegistryState(options: options))
        let server = try await StubServer.listen(tls: options.tls, state: state)
        return RegistryStub(state: state, server: server)
    }

    private init(state: SharedState, server: StubServer) {
        self.state = state
        self.server = server
        addresses = state.withLock { $0.addresses }
    }

    /// Closes all ports and connections; requests in flight are not answered.
    public func stop() async {
        await server.stop()
    }

    // MARK: Addresses

    /// The port of the API.
    public var port: Int { addresses[.registry].port }

    /// `127.0.0.1:<port>`, what stands before the first slash of a reference.
    public var authority: String { addresses[.registry].authority }

    /// Scheme, host and port of an origin: `http://127.0.0.1:5000`.
    public func url(of origin: Origin = .registry) -> String { addresses[origin].url }

    // MARK: Faults

    /// Lets something go wrong with the `call`-th request of a route, counted from 1 and from now; with a text, only
    /// requests whose path and query contain it are counted.
    public func fault(_ route: Route, call: Int, containing text: String = "", _ faults: Fault...) {
        state.withLock { $0.rules.append(FaultRule(route: route, calls: call...call, text: text, faults: faults)) }
    }

    /// The same for several calls.
    public func fault(_ route: Route, calls: ClosedRange<Int>, containing text: String = "", _ faults: Fault...) {
        state.withLock { $0.rules.append(FaultRule(route: route, calls: calls, text: text, faults: faults)) }
    }

    /// The same for every call from now on.
    public func fault(_ route: Route, containing text: String = "", _ faults: Fault...) {
        state.withLock { $0.rules.append(FaultRule(route: route, calls: 1...Int.max, text: text, faults: faults)) }
    }

    /// Lets something go wrong with the `number`-th of all requests, counted from 1 and from now.
    public func fault(request number: Int, _ faults: Fault...) {
        state.withLock { $0.rules.append(FaultRule(route: nil, calls: number...number, text: "", faults: faults)) }
    }

    /// Lets nothing go wrong any more.
    public func clearFaults() {
        state.withLock { $0.rules = [] }
    }

    /// Changes how the registry behaves from now on.
    public func change(_ body: (inout Options) -> Void) {
        state.withLock { body(&$0.options) }
    }

    /// Lets time pass, for tokens.
    public func advance(by duration: Duration) {
        state.withLock { $0.now += duration }
    }

    /// Makes every token that was given until now worthless.
    public func revokeTokens() {
        state.withLock { $0.tokens = [:] }
    }

    // MARK: What happened

    /// All requests in the order of their heads.
    public var log: [LoggedRequest] { state.withLock { $0.log } }

    /// The requests of one route.
    public func log(_ route: Route) -> [LoggedRequest] { log.filter { $0.route == route } }

    /// Forgets the requests that were answered; those in flight must not be any.
    public func clearLog() {
        state.withLock { $0.clearLog() }
    }

    /// The bytes of blobs that came in, those that were lost or sent twice as well.
    public var uploadedBytes: Int { state.withLock { $0.uploadedBytes } }

    /// The number of tokens that were given.
    public var tokensIssued: Int { state.withLock { $0.tokensIssued } }

    /// The number of upload sessions that were neither committed nor cancelled.
    public var openUploads: Int { state.withLock { $0.sessions.count } }

    /// The requests that brought an `Authorization` where none belongs.
    public var strayAuthorizations: [LoggedRequest] {
        log.filter { $0.origin == .storage && $0.header("authorization") != nil }
    }
}

/// Runs `body` with a registry that is stopped afterwards.
public func withRegistry<Result>(
    _ options: RegistryStub.Options = RegistryStub.Options(), _ body: (RegistryStub) async throws -> Result
) async throws -> Result {
    let registry = try await RegistryStub.start(options)
    do {
        let result = try await body(registry)
        await registry.stop()
        return result
    } catch {
        await registry.stop()
        throw error
    }
}
