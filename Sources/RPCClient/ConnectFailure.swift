import NIOCore
import NIOHTTP2
import NIOPosix
import NIOSSL

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What the layers below say about a connection, in the words for a user.
enum ConnectFailure {
    /// `error` as one of ours; of ours, itself.
    static func named(_ error: any Error) -> any Error {
        switch error {
        case is RPCClientError, is NotProcessed, is CancellationError: error
        case let error as NIOConnectionError: RPCClientError.notConnected(reason: reason(of: error))
        case is SocketAddressError: RPCClientError.notConnected(reason: "the name is unknown")
        case let error as ChannelError where isTimeout(error): RPCClientError.notConnected(reason: "no answer in time")
        case let error as IOError: RPCClientError.disconnected(reason: text(of: error))
        case let error as NIOSSLError: named(error)
        case is NIOSSLExtraError: RPCClientError.untrusted(reason: "the certificate is not for this name")
        case is ChannelError: RPCClientError.disconnected(reason: "the connection ended")
        case is any NIOHTTP2Error:
            RPCClientError.disconnected(reason: "what came is not HTTP/2 as it should be (\(error))")
        default: RPCClientError.disconnected(reason: "\(error)")
        }
    }

    private static func named(_ error: NIOSSLError) -> RPCClientError {
        let text = "\(error)"
        switch error {
        case .uncleanShutdown: return .disconnected(reason: "the connection ended")
        case .unableToValidateCertificate, .noCertificateToValidate, .cannotMatchULabel, .cannotFindPeerIP:
            return .untrusted(reason: "the certificate is not for this name")
        // BoringSSL tells these apart by the names of its reasons alone.
        case .handshakeFailed where text.contains("CERTIFICATE") || text.contains("UNKNOWN_CA"):
            return .untrusted(reason: "the certificate's authority is unknown, or it is out of date")
        case .handshakeFailed: return .notGRPC(found: "no TLS")
        default: return .disconnected(reason: text)
        }
    }

    private static func isTimeout(_ error: ChannelError) -> Bool {
        if case .connectTimeout = error { true } else { false }
    }

    private static func reason(of error: NIOConnectionError) -> String {
        guard let failure = error.connectionErrors.first?.error else {
            return error.dnsAError == nil ? "no answer" : "the name is unknown"
        }
        if let failure = failure as? IOError { return text(of: failure) }
        if let failure = failure as? ChannelError, isTimeout(failure) { return "no answer in time" }
        return "no answer"
    }

    /// The words of the system's error, without the name of the call that met it.
    private static func text(of error: IOError) -> String {
        switch error.errnoCode {
        case ECONNREFUSED: "connection refused"
        case ECONNRESET, EPIPE: "connection reset"
        case ETIMEDOUT: "no answer in time"
        case EHOSTUNREACH, ENETUNREACH: "no route to it"
        default: "\(error)"
        }
    }
}
