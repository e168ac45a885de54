import CredentialStore
import NIOHTTP1

/// Answers one registry's challenges.
///
/// What the registry wants is learned from its first 401, whichever request gets it: some answer `/v2/` to everybody. A
/// request to any other origin passes through as it is. Tokens are kept for as long as they are good, and requests that
/// need the same one at the same time get it by one question to the service.
actor Authenticator: HTTPExchange {
    private enum Scheme {
        case unknown, basic
        case bearer(realm: RegistryURL, service: String?)
    }

    private struct Authorization {
        let header: String
        /// Where the token is kept, so that one that was refused can be thrown away.
        let request: TokenRequest?
    }

    private let host: RegistryHost
    private let next: any HTTPExchange
    private let credentials: any CredentialSource
    private let exchange: TokenExchange
    private let timing: Timing
    private var scheme = Scheme.unknown
    private var found: [String: FoundCredential?] = [:]
    private var tokens: [TokenRequest: AccessToken] = [:]
    private var pending: [TokenRequest: Task<AccessToken, any Error>] = [:]
    /// The requests, with all wishes, whose wishes were refused.
    private var refusedWishes: Set<TokenRequest> = []

    init(host: RegistryHost, next: any HTTPExchange, credentials: any CredentialSource, timing: Timing) {
        self.host = host
        self.next = next
        self.credentials = credentials
        self.timing = timing
        exchange = TokenExchange(next: next, timing: timing)
    }

    /// Sends the request with what is known to be wanted, and once more after a 401, with what is then known.
    ///
    /// A request that is not repeatable is not sent again: its 401 is returned, and the next request will have the new
    /// token.
    /// - Throws: ``RegistryError/unauthorized(host:repository:reason:credentials:searched:)`` and the errors of
    ///   ``TokenExchange``.
    func send(_ request: RegistryRequest) async throws -> RegistryResponse {
        guard request.url.origin == host.origin else { return try await next.send(request) }
        var authorization = try await self.authorization(for: request.access, demanded: [])
        var isRenewed = false
        while true {
            var authorized = request
            if let authorization { authorized.headers.replaceOrAdd(name: "Authorization", value: authorization.header) }
            let response = try await next.send(authorized)
            guard response.url.origin == host.origin else { return response }
            if response.status == 403, try await credential(for: request.access.repository) == nil {
                // Some registries say this to a stranger, who should hear where credentials were looked for.
                throw try await unauthorized(request.access, reason: await Self.reason(of: response) ?? "HTTP 403")
            }
            guard response.status == 401 else { return response }
            let reason = await Self.reason(of: response)
            guard !isRenewed, let challenge = Challenge.preferred(response.challenges) else {
                throw try await unauthorized(request.access, reason: reason)
            }
            let refused = authorization
            let demanded = challenge.parameters["scope"].map { $0.split(separator: " ").map(String.init) } ?? []
            if refused?.request != nil, challenge.parameters["error"] == "insufficient_scope",
                demanded.allSatisfy({ Self.isCovered($0, by: request.access) })
            {
                // Another token for the same would allow no more.
                throw try await unauthorized(request.access, reason: reason)
            }
            if let used = refused?.request, "Bearer \(tokens[used]?.value.reveal ?? "")" == refused?.header {
                tokens[used] = nil
            }
            try adopt(challenge)
            authorization = try await self.authorization(for: request.access, demanded: demanded)
            guard let authorization, authorization.header != refused?.header else {
                throw try await unauthorized(request.access, reason: reason)
            }
            isRenewed = true
            guard request.isRepeatable else { return response.withoutBody() }
        }
    }

    private func adopt(_ challenge: Challenge) throws {
        guard challenge.scheme == "bearer" else {
            scheme = .basic
            return
        }
        let text = challenge.parameters["realm"] ?? ""
        guard let realm = RegistryURL(parsing: text) else {
            throw RegistryError.unexpectedAnswer(
                host: host.name, action: "say where its tokens come from",
                reason: "`\(OneLine.clean(text))` is no address")
        }
        try AddressGuard.check(realm, namedBy: host.origin)
        scheme = .bearer(realm: realm, service: challenge.parameters["service"])
    }

    /// The header for a request; nil when none is wanted, or there is nothing to answer with.
    private func authorization(for access: AccessScope, demanded: [String]) async throws -> Authorization? {
        if case .unknown = scheme { return nil }
        let credential = try await credential(for: access.repository)?.credential
        switch (scheme, credential) {
        case (.unknown, _): return nil
        case (.basic, .basic?): return TokenExchange.basic(credential).map { Authorization(header: $0, request: nil) }
        case (.basic, _): return nil
        case (.bearer, .registryToken(let token)?):
            return Authorization(header: "Bearer \(token.reveal)", request: nil)
        case (.bearer(let realm, let service), _):
            let needed = access.needed.map(\.description)
            let extra = demanded.filter { !Self.isCovered($0, by: access) }
            let request = TokenRequest(
                realm: realm, service: service, scopes: extra + needed, repository: access.repository)
            do {
                let (token, kept) = try await token(request, wishes: access.wished.map(\.description), as: credential)
                return Authorization(header: "Bearer \(token.value.reveal)", request: kept)
            } catch RegistryError.tokenRefused(_, let status, let reason) where [401, 403].contains(status) {
                throw try await unauthorized(access, reason: reason)
            }
        }
    }

    /// Whether a scope that the registry demands is part of what we ask for anyway: `pull` is part of `pull,push`.
    private static func isCovered(_ scope: String, by access: AccessScope) -> Bool {
        let parts = scope.split(separator: ":")
        guard parts.count >= 3, let actions = parts.last?.split(separator: ",") else { return false }
        return (access.needed + access.wished).contains { item in
            let own = item.description.split(separator: ":")
            return own.dropLast() == parts.dropLast()
                && Set(actions).isSubset(of: Set(own.last?.split(separator: ",") ?? []))
        }
    }

    /// A token with the wishes, or without them where the service refuses them.
    private func token(
        _ request: TokenRequest, wishes: [String], as credential: Credential?
    ) async throws -> (AccessToken, TokenRequest) {
        var whole = request
        whole.scopes += wishes
        guard whole != request, !refusedWishes.contains(whole) else {
            return (try await token(request, as: credential), request)
        }
        do {
            return (try await token(whole, as: credential), whole)
        } catch RegistryError.tokenRefused(_, let status, _) where [400, 401, 403].contains(status) {
            refusedWishes.insert(whole)
            return (try await token(request, as: credential), request)
        }
    }

    /// The token that is kept, the one that is on its way, or a new one.
    private func token(_ request: TokenRequest, as credential: Credential?) async throws -> AccessToken {
        while true {
            try Task.checkCancellation()
            if let token = tokens[request], token.isGood(at: timing.now()) { return token }
            let task = pending[request] ?? fetch(request, as: credential)
            do {
                let token = try await withTaskCancellationHandler {
                    try await task.value
                } onCancel: {
                    task.cancel()  // this one goes at once, and another who waits asks again
                }
                return token
            } catch is CancellationError where !Task.isCancelled {
                continue
            }
        }
    }

    private func fetch(_ request: TokenRequest, as credential: Credential?) -> Task<AccessToken, any Error> {
        let exchange = exchange
        let task = Task {
            let result: Result<AccessToken, any Error>
            do {
                result = .success(try await exchange.token(for: request, as: credential))
            } catch {
                result = .failure(error)
            }
            // Kept before anybody who waits goes on, so that nobody finds neither the task nor the token.
            pending[request] = nil
            if case .success(let token) = result { tokens[request] = token }
            return try result.get()
        }
        pending[request] = task
        return task
    }

    private func credential(for repository: String?) async throws -> FoundCredential? {
        if let known = found[repository ?? ""] { return known }
        let credential = try await credentials.credential(registry: host.name, repository: repository)
        found[repository ?? ""] = .some(credential)
        return credential
    }

    private func unauthorized(_ access: AccessScope, reason: String?) async throws -> RegistryError {
        .unauthorized(
            host: host.name, repository: access.repository, reason: reason,
            credentials: try await credential(for: access.repository)?.origin,
            searched: credentials.searched(for: host.name))
    }

    /// What a 401 says, in the challenge or in its body.
    private static func reason(of response: RegistryResponse) async -> String? {
        // A body that breaks off says nothing, and the 401 is an answer without it.
        let body = (try? await response.bytes(max: Limits.errorBytes)).flatMap { $0 }.flatMap { ErrorBody($0).reason }
        let parameters = Challenge.preferred(response.challenges)?.parameters ?? [:]
        return (parameters["error_description"] ?? parameters["error"]).map(OneLine.clean) ?? body
    }
}
