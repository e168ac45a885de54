import NIOHTTP1
import OCISpec

/// The requests of the distribution spec to one repository
/// ([spec](https://github.com/opencontainers/distribution-spec/blob/main/spec.md#endpoints)): each method is one
/// question, and its answer in our words.
struct RegistryAPI: Sendable {
    let host: RegistryHost
    /// As it stands in addresses.
    let repository: String
    let exchange: any HTTPExchange
    /// The same without patience, for what is not worth a wait.
    let impatient: any HTTPExchange
    let timing: Timing
    /// What the requests need a token for.
    var access: AccessScope
    let warnings: WarningFilter

    /// Registry and repository, for messages.
    var place: String { "\(host.name)/\(repository)" }

    func url(_ path: String, query: String? = nil) -> RegistryURL {
        RegistryURL(origin: host.origin, path: "/v2/\(repository)/\(path)", query: query)
    }

    /// Sends a request, and passes on the registry's remarks.
    func send(_ request: RegistryRequest) async throws -> RegistryResponse {
        var request = request
        request.access = access
        let response = try await exchange.send(request)
        if response.url.origin == host.origin { warnings.report(response.headers["Warning"], of: host.name) }
        return response
    }

    /// The answer with its whole body, which is small: an error, or nothing.
    func reply(to request: RegistryRequest) async throws -> UploadReply {
        let response = try await send(request)
        let body = request.method == .HEAD ? [] : try await response.bytes(max: Limits.errorBytes) ?? []
        return UploadReply(
            status: response.status, headers: response.headers, body: ErrorBody(body), url: response.url, host: host,
            retryAfter: response.retryAfter(now: timing.secondsSinceEpoch()))
    }

    /// The refusal that `response` is.
    func refusal(_ response: RegistryResponse, _ action: String) async throws -> RegistryError {
        let body = ErrorBody(try await response.bytes(max: Limits.errorBytes) ?? [])
        return .refused(
            host: host.name, action: action, status: response.status, codes: body.codes, reason: body.reason)
    }
}
