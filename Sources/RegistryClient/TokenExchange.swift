import CredentialStore
import NIOHTTP1
import OCISpec

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Gets a token from the service that a registry's challenge names
/// ([token](https://distribution.github.io/distribution/spec/auth/token/),
/// [OAuth2](https://distribution.github.io/distribution/spec/auth/oauth/)).
struct TokenExchange: Sendable {
    static let clientID = "chassis-build"

    let next: any HTTPExchange
    let timing: Timing

    /// - Throws: ``RegistryError/tokenRefused(service:status:reason:)``, ``RegistryError/tokenMissing(service:answer:)``,
    ///   or ``TransientAnswer``.
    func token(for request: TokenRequest, as credential: Credential?) async throws -> AccessToken {
        guard case .identityToken(let identity)? = credential else {
            return try await read(next.send(query(request, basic: Self.basic(credential))), from: request)
        }
        let response = try await next.send(form(request, identity))
        guard response.status == 404 || response.status == 405 else { return try await read(response, from: request) }
        await response.discard()
        // A service without OAuth2 takes the identity token as a password, for the name by which helpers mark it.
        let basic = Self.basic(.basic(username: "<token>", password: identity))
        return try await read(next.send(query(request, basic: basic)), from: request)
    }

    /// `user:password` in base64, with the scheme before it; nil for credentials of another kind.
    static func basic(_ credential: Credential?) -> String? {
        guard case .basic(let username, let password)? = credential else { return nil }
        return "Basic " + Data("\(username):\(password.reveal)".utf8).base64EncodedString()
    }

    private func query(_ request: TokenRequest, basic: String?) -> RegistryRequest {
        var url = request.realm
        if let service = request.service { url = url.appending("service", service) }
        for scope in request.scopes { url = url.appending("scope", scope) }
        return RegistryRequest(method: .GET, url: url, headers: basic.map { ["Authorization": $0] } ?? [:])
    }

    private func form(_ request: TokenRequest, _ identity: Secret) -> RegistryRequest {
        var items = [("grant_type", "refresh_token"), ("refresh_token", identity.reveal)]
        items += request.service.map { [("service", $0)] } ?? []
        items += request.scopes.isEmpty ? [] : [("scope", request.scopes.joined(separator: " "))]
        items.append(("client_id", Self.clientID))
        return RegistryRequest(
            method: .POST, url: request.realm, headers: ["Content-Type": "application/x-www-form-urlencoded"],
            body: .bytes(Array(PercentEncoding.form(items.map { (name: $0.0, value: $0.1) }).utf8)))
    }

    private struct Answer: Decodable {
        let token: String?
        let access_token: String?
        let expires_in: Double?
    }

    private func read(_ response: RegistryResponse, from request: TokenRequest) async throws -> AccessToken {
        let service = "\(request.realm)"
        let body = try await response.bytes(max: Limits.errorBytes)
        guard response.status == 200 else {
            let reason = body.flatMap { ErrorBody($0).reason }
            let error = RegistryError.tokenRefused(service: service, status: response.status, reason: reason)
            let after = response.retryAfter(now: timing.secondsSinceEpoch())
            if let cause = RetryCause(status: response.status, after: after) {
                throw TransientAnswer(cause: cause, error: error)
            }
            throw error
        }
        guard let body else {
            throw RegistryError.tooLarge(host: service, what: "a token", bytesMax: Int64(Limits.errorBytes))
        }
        // An answer that is no JSON has no token in it, which is what is told.
        let answer = try? CanonicalJSON.decode(Answer.self, from: body)
        guard let token = [answer?.token, answer?.access_token].compactMap(\.self).first(where: { !$0.isEmpty }) else {
            throw RegistryError.tokenMissing(service: service, answer: OneLine.of(body))
        }
        let lifetime = answer?.expires_in.flatMap { $0 > 0 && $0 < 1e9 ? Duration.seconds($0) : nil }
        return AccessToken(Secret(token), lifetime: lifetime, now: timing.now())
    }
}
