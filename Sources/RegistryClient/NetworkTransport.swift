import AsyncHTTPClient
import ImageAssembly
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The network: one request, one answer, and no opinion about either.
///
/// Connections are kept and shared. HTTP/2 is spoken where the server offers it.
final class NetworkTransport: HTTPExchange {
    private struct State {
        var clients: [ProxySettings.Proxy?: HTTPClient] = [:]
        var trust: [Origin: TLSConfiguration] = [:]
        var isShutDown = false
    }

    private let proxies: ProxySettings
    private let trust: TrustSettings
    private let userAgent: String
    private let connectTimeout: Duration
    private let state = Mutex(State())

    init(proxies: ProxySettings, trust: TrustSettings, userAgent: String, connectTimeout: Duration) {
        self.proxies = proxies
        self.trust = trust
        self.userAgent = userAgent
        self.connectTimeout = connectTimeout
    }

    deinit {
        // Whoever did not come to shut down, because of an error, has no use for what it would say.
        for client in state.withLock({ $0.clients }).values { client.shutdown { _ in } }
    }

    func send(_ request: RegistryRequest) async throws -> RegistryResponse {
        let origin = request.url.origin
        let proxy = proxies.proxy(for: origin)
        do {
            let response = try await client(behind: proxy).execute(prepared(request), deadline: .now() + .hours(24))
            return RegistryResponse(
                status: Int(response.status.code), headers: response.headers, body: response.body, url: request.url)
        } catch {
            if Task.isCancelled { throw CancellationError() }
            throw Self.named(TransportError.sorting(error), host: origin.authority, proxy: proxy)
        }
    }

    /// Closes all connections; requests in flight fail.
    func shutdown() async throws {
        let clients = state.withLock { state in
            state.isShutDown = true
            defer { state.clients = [:] }
            return Array(state.clients.values)
        }
        for client in clients { try await client.shutdown() }
    }

    private func prepared(_ request: RegistryRequest) throws -> HTTPClientRequest {
        var prepared = HTTPClientRequest(url: request.url.text)
        prepared.method = request.method
        prepared.headers = request.headers
        prepared.headers.replaceOrAdd(name: "User-Agent", value: userAgent)
        // A proxy that compresses would change the bytes that a digest names.
        prepared.headers.replaceOrAdd(name: "Accept-Encoding", value: "identity")
        if request.url.origin.scheme == .https { prepared.tlsConfiguration = try tls(for: request.url.origin) }
        if let body = request.body {
            switch body.content {
            case .bytes(let bytes):
                let part = bytes[Int(body.range.lowerBound)..<Int(body.range.upperBound)]
                prepared.body = .bytes(ByteBuffer(bytes: part))
                body.sent?(body.length)
            case .file(let path):
                prepared.body = .stream(FilePieces(path: path, body: body), length: .known(body.length))
            }
        }
        return prepared
    }

    private func tls(for origin: Origin) throws -> TLSConfiguration {
        try state.withLock { state in
            if let known = state.trust[origin] { return known }
            let configuration = try trust.configuration(for: origin)
            state.trust[origin] = configuration
            return configuration
        }
    }

    private func client(behind proxy: ProxySettings.Proxy?) throws -> HTTPClient {
        try state.withLock { state in
            guard !state.isShutDown else { throw TransportError.notConnected(reason: "the client was shut down") }
            if let known = state.clients[proxy] { return known }
            let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration(proxy))
            state.clients[proxy] = client
            return client
        }
    }

    private func configuration(_ proxy: ProxySettings.Proxy?) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        // For what is compressed all the same. How much comes of it is bounded by whoever reads a body.
        configuration.decompression = .enabled(limit: .none)
        // To read: a registry may hash and move gigabytes before it answers the end of an upload.
        configuration.timeout = .init(connect: TimeAmount(connectTimeout), read: .seconds(300), write: .seconds(60))
        configuration.connectionPool.retryConnectionEstablishment = false  // retries are another layer's
        if let proxy {
            configuration.proxy = .server(
                host: proxy.host, port: proxy.port,
                authorization: proxy.userInfo.map { .basic(credentials: Data($0.utf8).base64EncodedString()) })
        }
        return configuration
    }

    /// The errors that no layer above has a use for, in the words for a user.
    private static func named(_ error: any Error, host: String, proxy: ProxySettings.Proxy?) -> any Error {
        switch error as? TransportError {
        case .untrusted(let reason): RegistryError.untrusted(host: host, reason: reason)
        case .proxy(let reason): RegistryError.proxyRefused(proxy: proxy?.description ?? host, reason: reason)
        default: error
        }
    }
}
