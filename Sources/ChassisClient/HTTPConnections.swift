import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// One HTTP server: a request, its answer, and errors in our words. Connections are kept and shared.
final class HTTPConnections: Sendable {
    /// An answer in memory.
    struct Answer: Sendable {
        let status: Int
        let headers: HTTPHeaders
        let body: [UInt8]
    }

    private let address: ServerAddress
    private let options: ClientOptions
    private let client: HTTPClient

    init(_ address: ServerAddress, options: ClientOptions) throws {
        self.address = address
        self.options = options
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout = .init(connect: TimeAmount(options.connectTimeout))
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = KServeClient.concurrentCallsMax
        if address.scheme.isSecure {
            configuration.tlsConfiguration = try TrustedAuthorities.configuration(file: options.authoritiesFile)
        }
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    deinit {
        client.shutdown { _ in }  // whoever released it has no use for what closing would say
    }

    /// Sends a request to `path`, which is percent-encoded and begins with a slash; with a body it is a POST.
    /// - Throws: ``ClientError``; whatever the status, the answer is returned.
    func send(_ path: String, body: [UInt8]? = nil, timeout: Duration?) async throws -> Answer {
        let request = request(path, body: body)
        do {
            return try await TimeLimit.within(timeout ?? options.timeout) { [self] in
                // The client wants a deadline of its own; the one that counts is around it.
                let response = try await client.execute(request, deadline: .now() + .hours(24))
                let body = try await response.body.collect(upTo: options.answerBytesMax)
                return Answer(
                    status: Int(response.status.code), headers: response.headers, body: Array(buffer: body))
            }
        } catch {
            if Task.isCancelled { throw CancellationError() }
            throw named(error)
        }
    }

    func close() async {
        // A client that was closed before says so, which is no news.
        try? await client.shutdown()
    }

    private func request(_ path: String, body: [UInt8]?) -> HTTPClientRequest {
        let scheme = address.scheme.isSecure ? "https" : "http"
        var request = HTTPClientRequest(url: "\(scheme)://\(address.hostAndPort)\(address.path)\(path)")
        request.headers.add(name: "User-Agent", value: "chassis-client")
        for (name, value) in options.headers.sorted(by: { $0.key < $1.key }) {
            request.headers.replaceOrAdd(name: name, value: value)
        }
        if let body {
            request.method = .POST
            if !request.headers.contains(name: "Content-Type") {
                request.headers.add(name: "Content-Type", value: "application/json")
            }
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        return request
    }

    private func named(_ error: any Error) -> ClientError {
        switch error {
        case let error as ClientError: error
        case is NIOTooManyBytesError: .answerTooLarge(bytesMax: options.answerBytesMax)
        case let error as HTTPClientError: named(error)
        case HTTPParserError.invalidEOFState:
            .disconnected(address, reason: "the connection ended before the answer did")
        case is HTTPParserError: .wrongProtocol(address, found: "something else")
        case let error as NIOConnectionError: .unreachable(address, reason: Self.reason(of: error))
        case is SocketAddressError: .unreachable(address, reason: "the name is unknown")
        case let error as IOError: named(error)
        case let error as NIOSSLError: named(error)
        case is NIOSSLExtraError: .untrusted(address, reason: "it is not for this name")
        default: .disconnected(address, reason: "\(error)")
        }
    }

    private func named(_ error: HTTPClientError) -> ClientError {
        switch error {
        case .connectTimeout: .unreachable(address, reason: "no answer in time")
        case .getConnectionFromPoolTimeout: .unreachable(address, reason: "too many calls at a time")
        case .tlsHandshakeTimeout: .wrongProtocol(address, found: "no TLS")
        case .remoteConnectionClosed: .disconnected(address, reason: "the connection ended before the answer did")
        case .alreadyShutdown: .closed
        case .invalidURL, .emptyHost, .missingSocketPath, .emptyScheme:
            .invalidAddress("\(address)", reason: "HTTP does not take it")
        default: .disconnected(address, reason: error.description)
        }
    }

    private func named(_ error: IOError) -> ClientError {
        switch error.errnoCode {
        case ECONNREFUSED: .unreachable(address, reason: "connection refused")
        case EHOSTUNREACH, ENETUNREACH: .unreachable(address, reason: "no route to it")
        case ECONNRESET, EPIPE: .disconnected(address, reason: "connection reset")
        default: .disconnected(address, reason: "\(error)")
        }
    }

    private func named(_ error: NIOSSLError) -> ClientError {
        let text = "\(error)"
        switch error {
        case .uncleanShutdown: return .disconnected(address, reason: "the connection ended")
        case .unableToValidateCertificate, .noCertificateToValidate, .cannotMatchULabel, .cannotFindPeerIP:
            return .untrusted(address, reason: "it is not for this name")
        // BoringSSL tells these apart by the names of its reasons alone.
        case .handshakeFailed where text.contains("CERTIFICATE") || text.contains("UNKNOWN_CA"):
            return .untrusted(address, reason: "its authority is unknown, or it is out of date")
        case .handshakeFailed: return .wrongProtocol(address, found: "no TLS")
        default: return .disconnected(address, reason: text)
        }
    }

    private static func reason(of error: NIOConnectionError) -> String {
        guard let failure = error.connectionErrors.first?.error else {
            return error.dnsAError == nil ? "no answer" : "the name is unknown"
        }
        guard let failure = failure as? IOError else { return "no answer in time" }
        return switch failure.errnoCode {
        case ECONNREFUSED: "connection refused"
        case EHOSTUNREACH, ENETUNREACH: "no route to it"
        default: "\(failure)"
        }
    }
}
