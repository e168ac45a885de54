import NIOHTTP1
import Synchronization
import Testing

@testable import RegistryClient

/// Where redirects may lead, and what goes along.
struct RedirectTests {
    /// Answers the first request with a redirect, and all others with 200.
    private final class Server: HTTPExchange {
        private let status: Int
        private let location: String
        private let heard = Mutex<[RegistryRequest]>([])

        init(_ status: Int, to location: String) {
            self.status = status
            self.location = location
        }

        var requests: [RegistryRequest] { heard.withLock { $0 } }

        func send(_ request: RegistryRequest) async throws -> RegistryResponse {
            let count = heard.withLock { heard in
                heard.append(request)
                return heard.count
            }
            return RegistryResponse(
                status: count == 1 ? status : 200, headers: count == 1 ? ["Location": location] : [:], body: .init(),
                url: request.url)
        }
    }

    /// What the server hears after a request with `Authorization` to `https://registry.example/token`.
    private func follow(
        _ status: Int = 307, to location: String, _ method: HTTPMethod = .GET
    ) async throws -> [RegistryRequest] {
        let server = Server(status, to: location)
        let url = try #require(RegistryURL(parsing: "https://registry.example/token?service=a"))
        _ = try await RedirectFollower(next: server).send(
            RegistryRequest(method: method, url: url, headers: ["Authorization": "Basic eDp5"]))
        return server.requests
    }

    @Test(arguments: [
        ("https://registry.example/other", true), ("/other", true), ("https://registry.example:443/other", true),
        ("https://registry.example:8443/other", false), ("https://storage.example/other", false),
        ("https://example/other", false), ("https://a.registry.example/other", false),
    ])
    func `Authorization goes along within one origin alone`(location: String, isKept: Bool) async throws {
        let requests = try await follow(to: location)
        #expect(requests.count == 2)
        #expect(requests[1].url.path == "/other")
        #expect(requests[1].headers.contains(name: "Authorization") == isKept)
    }

    @Test(arguments: [
        "http://registry.example/token", "https://169.254.169.254/latest", "https://127.0.0.1:8080/token",
        "https://10.0.0.1/token",
    ])
    func `a redirect leads neither out of TLS nor into this network`(location: String) async throws {
        await #expect(throws: RegistryError.self) { try await follow(to: location) }
    }

    @Test(arguments: [(301, 1), (302, 1), (303, 1), (307, 2), (308, 2)])
    func `a request with a body is sent elsewhere only where the status promises that it stays as it is`(
        status: Int, count: Int
    ) async throws {
        #expect(try await follow(status, to: "/other", .PUT).count == count)
        #expect(try await follow(status, to: "/other", .GET).count == 2)
    }
}
