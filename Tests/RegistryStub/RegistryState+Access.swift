#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Who may do what.
extension RegistryState {
    /// The answer to a request that may not be made; nil when it may.
    mutating func refusal(of request: Request) -> Reply? {
        switch request.origin {
        case .registry: break
        case .tokens: return request.target == .tokens ? nil : .notFound
        case .storage:
            guard request.headers.contains(name: "authorization") else { return nil }
            return Reply(
                .init(400, headers: [("Content-Type", "application/xml")], body: "<Error>InvalidRequest</Error>"))
        }
        if request.target == .tokens { return nil }
        switch options.auth {
        case .open: return nil
        case .basic(let username, let password):
            if let given = Self.basic(request), given == (username, password) { return nil }
            return Self.unauthorized([#"Basic realm="stub""#])
        case .bearer(let service): return refusal(of: request, by: service)
        }
    }

    private mutating func refusal(of request: Request, by service: RegistryStub.TokenService) -> Reply? {
        if request.target == .ping, !service.guardsPing { return nil }
        let scopes = Self.scopes(of: request)
        guard let name = Self.bearer(request) else { return challenge(service, scopes, error: nil) }
        guard var token = tokens[name], token.usesLeft != 0, token.expiry.map({ now < $0 }) ?? true else {
            return challenge(service, scopes, error: "invalid_token")
        }
        let isGranted = scopes.allSatisfy { token.grants[$0.repository]?.isSuperset(of: $0.actions) ?? false }
        guard isGranted || !service.checksScopes else { return challenge(service, scopes, error: "insufficient_scope") }
        token.usesLeft = token.usesLeft.map { $0 - 1 }
        tokens[name] = token
        return nil
    }

    /// What a request needs, the repository that a blob is mounted from last.
    private static func scopes(of request: Request) -> [(repository: String, actions: [String])] {
        guard let repository = request.target.repository else { return [] }
        // Looking after an upload is part of it.
        let isReading = ["GET", "HEAD"].contains(request.method) && request.route != .uploadStatus
        let sources = request.query["from"].filter { _ in request.route == .mount }
        return [(repository, isReading ? ["pull"] : ["pull", "push"])] + sources.map { ($0, ["pull"]) }
    }

    private func challenge(
        _ service: RegistryStub.TokenService, _ scopes: [(repository: String, actions: [String])], error: String?
    ) -> Reply {
        let realm = addresses[service.origin].url + "/token" + (service.realmQuery.map { "?\($0)" } ?? "")
        let scope = scopes.map { "repository:\($0.repository):\($0.actions.joined(separator: ","))" }
            .joined(separator: " ")
        if let challenges = service.challenges {
            let texts = [("{realm}", realm), ("{service}", Self.serviceName), ("{scope}", scope)]
            return Self.unauthorized(
                challenges.map { challenge in
                    texts.reduce(challenge) { $0.replacing($1.0, with: $1.1) }
                })
        }
        let parameters =
            [("realm", realm), ("service", Self.serviceName)]
            + (scope.isEmpty ? [] : [("scope", scope)]) + (error.map { [("error", $0)] } ?? [])
        return Self.unauthorized(["Bearer " + parameters.map { #"\#($0)="\#($1)""# }.joined(separator: ",")])
    }

    static let serviceName = "stub-registry"

    static func unauthorized(_ challenges: [String]) -> Reply {
        .error(401, "UNAUTHORIZED", "authentication required", challenges.map { ("WWW-Authenticate", $0) })
    }

    /// Name and password of a Basic header.
    static func basic(_ request: Request) -> (username: String, password: String)? {
        guard let header = request.headers.first(name: "authorization"), header.hasPrefix("Basic "),
            let bytes = Data(base64Encoded: String(header.dropFirst(6)))
        else { return nil }
        let parts = String(decoding: bytes, as: UTF8.self).split(
            separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
    }

    private static func bearer(_ request: Request) -> String? {
        guard let header = request.headers.first(name: "authorization"), header.hasPrefix("Bearer ") else { return nil }
        return String(header.dropFirst(7))
    }
}
