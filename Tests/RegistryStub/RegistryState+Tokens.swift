import NIOCore

/// The token service: GET as docker's, POST as OAuth2's.
extension RegistryState {
    mutating func token(for request: Request, form: Parameters) -> Reply {
        guard case .bearer(let service) = options.auth, service.origin == request.origin else { return .notFound }
        if request.method == "POST", let status = service.postStatus { return Reply(.init(status)) }
        let parameters = request.method == "POST" ? form : request.query
        guard parameters["service"] == [Self.serviceName] else {
            return .error(400, "BAD_REQUEST", "service=\(Self.serviceName) is missing")
        }
        guard let actions = allowedActions(request, form: form, service: service) else {
            return .error(401, "UNAUTHORIZED", "no such user")
        }
        let scopes = parameters["scope"].flatMap { $0.split(separator: " ") }.compactMap(Self.scope)
        if let status = service.refusalStatus, scopes.contains(where: { service.refusedRepositories.contains($0.0) }) {
            return .error(status, "DENIED", "requested access to the resource is denied")
        }
        var grants: [String: Set<String>] = [:]
        for (repository, asked) in scopes where !service.refusedRepositories.contains(repository) {
            grants[repository, default: []].formUnion(actions.map { asked.intersection($0) } ?? asked)
        }
        return issue(grants, service: service)
    }

    /// The actions that whoever asks may do; `.some(nil)`: all, nil: they are unknown.
    private func allowedActions(
        _ request: Request, form: Parameters, service: RegistryStub.TokenService
    ) -> Set<String>?? {
        if request.method == "POST" {
            switch form["grant_type"] {
            case ["refresh_token"]:
                return form["refresh_token"].contains(where: service.identityTokens.contains) ? .some(nil) : nil
            case ["password"]:
                guard let name = form["username"].first, let password = service.passwords[name] else { return nil }
                return form["password"] == [password] ? .some(nil) : nil
            default: return nil
            }
        }
        if let (username, password) = Self.basic(request) {
            return service.passwords[username] == password ? .some(nil) : nil
        }
        return service.anonymousActions.isEmpty ? nil : .some(service.anonymousActions)
    }

    private mutating func issue(_ grants: [String: Set<String>], service: RegistryStub.TokenService) -> Reply {
        tokensIssued += 1
        let name = "token-\(nextID())"
        let expiry = service.expiresIn.map { now + .seconds($0) }
        tokens[name] = IssuedToken(grants: grants, expiry: expiry, usesLeft: service.usesMax)
        let fields: [String] =
            switch service.answer {
            case .token: [#""token":"\#(name)""#]
            case .accessToken: [#""access_token":"\#(name)""#]
            case .both: [#""token":"\#(name)""#, #""access_token":"\#(name)""#]
            case .empty: [#""token":"""#]
            case .missing: []
            }
        let lifetime = service.expiresIn.map { [#""expires_in":\#($0)"#] } ?? []
        let body = "{" + (fields + lifetime).joined(separator: ",") + "}"
        return Reply(200, [("Content-Type", "application/json")], body: .bytes(ByteBuffer(string: body)))
    }

    /// The repository and the actions of `repository:<name>:<action>,<action>`.
    private static func scope(_ text: Substring) -> (String, Set<String>)? {
        let parts = text.split(separator: ":")
        guard parts.count == 3, parts[0] == "repository" else { return nil }
        return (String(parts[1]), Set(parts[2].split(separator: ",").map(String.init)))
    }
}
