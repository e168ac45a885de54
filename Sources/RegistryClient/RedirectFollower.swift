import NIOHTTP1

/// Goes after redirects.
///
/// `Authorization` stays with the origin that it is for: another host, port or scheme never sees it, and a redirect that
/// comes back does not get it again. Blobs are redirected to storage with signed addresses, which refuse a second way of
/// authentication anyway; and whoever can make a registry redirect could otherwise collect its users' tokens.
struct RedirectFollower: HTTPExchange {
    static let redirectsMax = 5

    let next: any HTTPExchange

    func send(_ request: RegistryRequest) async throws -> RegistryResponse {
        var request = request
        let first = request.url.origin
        for _ in 0...Self.redirectsMax {
            let response = try await next.send(request)
            guard request.followsRedirects, let target = Self.target(of: response, to: request) else { return response }
            await response.discard()
            try AddressGuard.check(target, namedBy: first)
            if target.origin != request.url.origin { request.headers.remove(name: "Authorization") }
            request.url = target
        }
        throw RegistryError.redirectLoop(host: first.authority)
    }

    /// Where to go next; nil when the answer is to be taken as it is. Only 307 and 308 promise that a request with a body
    /// may be sent there as it is.
    private static func target(of response: RegistryResponse, to request: RegistryRequest) -> RegistryURL? {
        let isRead = request.method == .GET || request.method == .HEAD
        guard [307, 308].contains(response.status) || isRead && [301, 302, 303].contains(response.status) else {
            return nil
        }
        return response.headers.first(name: "Location").flatMap { LocationResolver.resolve($0, from: request.url) }
    }
}
