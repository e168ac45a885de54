/// The kinds of end that a gRPC call has, by the numbers of
/// [gRPC's core](https://github.com/grpc/grpc/blob/master/doc/statuscodes.md).
public enum RPCCode: Int, Sendable, CaseIterable {
    /// It ended well.
    case ok = 0
    /// Whoever called no longer wants the answer.
    case cancelled = 1
    /// Nothing better is known; also what a number stands for that is none of these.
    case unknown = 2
    /// The request is malformed.
    case invalidArgument = 3
    /// The deadline passed before the answer was there.
    case deadlineExceeded = 4
    /// What was asked for does not exist.
    case notFound = 5
    /// What was to be made is there already.
    case alreadyExists = 6
    /// The caller may not do this.
    case permissionDenied = 7
    /// A limit is reached: the size of a message, the length of a queue.
    case resourceExhausted = 8
    /// The system is not in the state that the call needs.
    case failedPrecondition = 9
    /// Another call came in between.
    case aborted = 10
    /// The request goes beyond what there is.
    case outOfRange = 11
    /// There is no such method.
    case unimplemented = 12
    /// An invariant is broken.
    case `internal` = 13
    /// The server cannot answer now; trying again later may help.
    case unavailable = 14
    /// What was stored is lost.
    case dataLoss = 15
    /// The caller must say who it is.
    case unauthenticated = 16

    /// What an HTTP status stands for when an answer has no status of gRPC's: the table of
    /// [http-grpc-status-mapping](https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md).
    init(httpStatus: Int) {
        switch httpStatus {
        case 400: self = .internal
        case 401: self = .unauthenticated
        case 403: self = .permissionDenied
        case 404: self = .unimplemented
        case 429, 502, 503, 504: self = .unavailable
        default: self = .unknown
        }
    }
}
