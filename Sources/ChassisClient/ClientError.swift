/// Why a call has no result.
public enum ClientError: Error, Hashable, Sendable {
    /// There is no connection to `address`: nobody listens, the name is unknown, or nobody answers.
    case unreachable(ServerAddress, reason: String)
    /// The certificate of the server at `address` was refused.
    case untrusted(ServerAddress, reason: String)
    /// Somebody listens at `address`, but does not speak what the client speaks.
    case wrongProtocol(ServerAddress, found: String)
    /// The connection broke off. Whether the server acted on the call is not known.
    case disconnected(ServerAddress, reason: String)
    /// The server does not answer now: the model is being loaded or could not be, the server is about to end, or it has
    /// too much to do. Trying again may help, after `retryAfter` where the server says when.
    case unavailable(message: String, retryAfter: Duration?)
    /// The server refused the call or failed at it, and says why.
    case refused(ServerStatus, message: String)
    /// The time that was given passed.
    case deadlineExceeded(after: Duration)
    /// The answer has more bytes than ``ClientOptions/answerBytesMax``.
    case answerTooLarge(bytesMax: Int)
    /// There is an answer that is not as the protocol, or the type that was asked for, has it.
    case invalidAnswer(reason: String)
    /// The model has no prediction for the one item that was asked about.
    case itemFailed(ItemFailure)
    /// The call leaves open which of several is meant, for example of several models.
    case ambiguous(String)
    /// The text is no address of a server.
    case invalidAddress(String, reason: String)
    /// ``ClientOptions/authoritiesFile`` cannot be used.
    case invalidAuthorities(file: String, reason: String)
    /// The client was closed before the call.
    case closed
}

extension ClientError: CustomStringConvertible {
    /// What happened, in one sentence without a full stop.
    public var description: String {
        switch self {
        case .unreachable(let address, let reason): "there is no connection to \(address): \(reason)"
        case .untrusted(let address, let reason): "the certificate of \(address) is refused: \(reason)"
        case .wrongProtocol(let address, let found):
            "\(address) does not speak \(address.scheme.isGRPC ? "gRPC" : "HTTP"), but \(found)"
        case .disconnected(let address, let reason): "the connection to \(address) broke off: \(reason)"
        case .unavailable(let message, _): "the server does not answer now: \(message)"
        case .refused(let status, let message): "the server answers \(status): \(message)"
        case .deadlineExceeded(let limit): "there is no answer after \(limit)"
        case .answerTooLarge(let limit): "the answer has more than \(limit) bytes"
        case .invalidAnswer(let reason): "the answer is not understood: \(reason)"
        case .itemFailed(let failure): "the model has no answer: \(failure.message)"
        case .ambiguous(let reason): reason
        case .invalidAddress(let text, let reason): "\"\(text)\" is no address of a server: \(reason)"
        case .invalidAuthorities(let file, let reason): "the certificates in \(file) cannot be used: \(reason)"
        case .closed: "the client is closed"
        }
    }
}
