/// Why a call has no answer.
public enum RPCClientError: Error, Hashable {
    /// No connection: the name is unknown, nobody listens, or nobody answers.
    case notConnected(reason: String)
    /// The server's certificate was refused, or there was none to look at.
    case untrusted(reason: String)
    /// Somebody listens who does not speak gRPC; what he speaks, as far as it shows.
    case notGRPC(found: String)
    /// The connection or the call broke off; whether the server acted on the call is not known.
    case disconnected(reason: String)
    /// The server answered with a status other than OK.
    case status(RPCCode, message: String)
    /// The time that was given passed.
    case deadlineExceeded(after: Duration)
    /// The answer is larger than the limit, in bytes.
    case answerTooLarge(bytesMax: Int)
    /// The answer breaks gRPC's protocol.
    case malformedAnswer(reason: String)
    /// The client was closed before the call.
    case closed
}

/// The server has certainly not acted on the call, which can be sent again on another connection: the stream was above
/// the last one of a GOAWAY, it was refused, or it never began (RFC 9113 §8.7).
struct NotProcessed: Error {
    /// What to tell when there is no further try.
    let reason: RPCClientError
}
