import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOSSL
import SystemPackage

/// What can happen to a request before its answer is whole. Whether it can be tried again is asked of it.
enum TransportError: Error, Equatable {
    /// No connection: the name is unknown, or nobody listens.
    case notConnected(reason: String)
    /// TLS was not agreed on, and certificates have nothing to do with it: whoever listens may not speak TLS.
    case noTLS(reason: String)
    /// The certificate was refused, theirs by us or ours by them.
    case untrusted(reason: String)
    /// The connection broke, or nothing came for too long.
    case dropped(reason: String)
    /// The proxy did not let us through.
    case proxy(reason: String)
    /// The file that was being sent is shorter than it should be.
    case sourceEnded(FilePath)

    /// Why another try may help; nil when it would not.
    var retryCause: RetryCause? {
        switch self {
        case .notConnected(let reason): .notConnected(reason: reason)
        case .dropped(let reason), .noTLS(let reason): .dropped(reason: reason)
        case .untrusted, .proxy, .sourceEnded: nil
        }
    }

    /// Sorts an error of the HTTP client; errors of our own pass through unchanged, cancellation as `CancellationError`.
    static func sorting(_ error: any Error) -> any Error {
        switch error {
        case is TransportError, is RegistryError, is CancellationError: error
        case let error as HTTPClientError: sorting(error)
        case let error as NIOSSLError: sorting(error)
        case let error as NIOConnectionError: notConnected(reason: reason(of: error))
        case is SocketAddressError: notConnected(reason: "the name is unknown")
        case let error as IOError: sorting(error)
        case is NIOSSLExtraError: untrusted(reason: "it is not for this name")
        default: dropped(reason: OneLine.clean(String(describing: error)))
        }
    }

    private static func sorting(_ error: HTTPClientError) -> any Error {
        switch error {
        case .cancelled: CancellationError()
        case .connectTimeout, .getConnectionFromPoolTimeout: notConnected(reason: "no answer in time")
        case .tlsHandshakeTimeout: dropped(reason: "TLS was not agreed on in time")
        case .readTimeout, .writeTimeout, .deadlineExceeded: dropped(reason: "nothing moved for too long")
        case .remoteConnectionClosed: dropped(reason: "connection closed")
        case .proxyAuthenticationRequired: proxy(reason: "it wants a name and a password")
        case .invalidProxyResponse, .httpProxyHandshakeTimeout: proxy(reason: "it does not connect us")
        default: dropped(reason: OneLine.clean(error.description))
        }
    }

    private static func sorting(_ error: NIOSSLError) -> TransportError {
        let text = String(describing: error)
        switch error {
        case .uncleanShutdown: return dropped(reason: "connection closed")
        case .unableToValidateCertificate, .noCertificateToValidate, .cannotMatchULabel, .cannotFindPeerIP:
            return untrusted(reason: "it is not for this name")
        // BoringSSL tells these apart by the names of its reasons alone.
        case .handshakeFailed where text.contains("CERTIFICATE") || text.contains("UNKNOWN_CA"):
            return untrusted(
                reason: text.contains("CERTIFICATE_VERIFY_FAILED")
                    ? "unknown authority, or out of date" : OneLine.clean(text))
        case .handshakeFailed: return noTLS(reason: "TLS was not agreed on")
        default: return dropped(reason: OneLine.clean(text))
        }
    }

    private static func sorting(_ error: IOError) -> TransportError {
        let reason = "\(Errno(rawValue: error.errnoCode))"
        switch Errno(rawValue: error.errnoCode) {
        case .connectionRefused, .hostIsDown, .noRouteToHost, .networkUnreachable, .networkDown:
            return notConnected(reason: reason)
        default: return dropped(reason: reason)
        }
    }

    private static func reason(of error: NIOConnectionError) -> String {
        if let failure = error.connectionErrors.first {
            return (failure.error as? IOError).map { "\(Errno(rawValue: $0.errnoCode))" } ?? "no answer"
        }
        return error.dnsAError == nil ? "no answer" : "the name is unknown"
    }
}
