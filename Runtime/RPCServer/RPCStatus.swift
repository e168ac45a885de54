/// How a gRPC call ends, other than with its response.
///
/// Thrown by a handler it becomes the call's status; the codes are those of
/// [gRPC's core](https://github.com/grpc/grpc/blob/master/doc/statuscodes.md).
public struct RPCStatus: Error, Equatable, CustomStringConvertible {
    /// The number that stands in the `grpc-status` trailer.
    public enum Code: Int, Sendable {
        /// The call ended well.
        case ok = 0
        /// The client no longer wants the answer.
        case cancelled = 1
        /// Nothing better is known.
        case unknown = 2
        /// The request is malformed.
        case invalidArgument = 3
        /// The deadline passed before the answer was there.
        case deadlineExceeded = 4
        /// What was asked for does not exist.
        case notFound = 5
        /// The caller may not do this.
        case permissionDenied = 7
        /// A limit is reached: the size of a message, the length of a queue.
        case resourceExhausted = 8
        /// The system is not in the state that the call needs.
        case failedPrecondition = 9
        /// There is no such method, or it is not offered this way.
        case unimplemented = 12
        /// An invariant is broken.
        case `internal` = 13
        /// The service cannot answer now; trying again later may help.
        case unavailable = 14

        /// The name that the specification gives it, for example `RESOURCE_EXHAUSTED`.
        public var name: String {
            switch self {
            case .ok: "OK"
            case .cancelled: "CANCELLED"
            case .unknown: "UNKNOWN"
            case .invalidArgument: "INVALID_ARGUMENT"
            case .deadlineExceeded: "DEADLINE_EXCEEDED"
            case .notFound: "NOT_FOUND"
            case .permissionDenied: "PERMISSION_DENIED"
            case .resourceExhausted: "RESOURCE_EXHAUSTED"
            case .failedPrecondition: "FAILED_PRECONDITION"
            case .unimplemented: "UNIMPLEMENTED"
            case .internal: "INTERNAL"
            case .unavailable: "UNAVAILABLE"
            }
        }
    }

    /// Which kind of end it is.
    public let code: Code
    /// What happened, in words for the caller.
    public let message: String

    /// An end of kind `code`.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// What a handler threw, as a status: its own, or `unknown` with the error's text.
    init(describing error: any Error) {
        switch error {
        case let status as RPCStatus: self = status
        case is CancellationError: self.init(.cancelled, "the call was cancelled")
        default: self.init(.unknown, "\(error)")
        }
    }

    /// For example `unavailable: the model is still being loaded`.
    public var description: String { "\(code): \(message)" }

    /// The message as it stands in the `grpc-message` trailer: bytes outside of printable ASCII, and `%`, are percent
    /// encoded ([PROTOCOL-HTTP2](https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md), Responses).
    var encodedMessage: String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in message.utf8.prefix(2048) {
            if (0x20...0x7E).contains(byte), byte != UInt8(ascii: "%") {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 0xF)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
