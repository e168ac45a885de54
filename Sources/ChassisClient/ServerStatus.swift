/// How a server ended a call that it did not answer: a number of the protocol.
public enum ServerStatus: Hashable, Sendable, CustomStringConvertible {
    /// A [code of gRPC](https://github.com/grpc/grpc/blob/master/doc/statuscodes.md), 1 to 16.
    case grpc(Int)
    /// A status of HTTP (RFC 9110 §15) outside of 200 to 299.
    case http(Int)

    /// For example `INVALID_ARGUMENT (gRPC 3)` and `HTTP 404`.
    public var description: String {
        switch self {
        case .grpc(let code):
            Self.names.indices.contains(code) ? "\(Self.names[code]) (gRPC \(code))" : "gRPC \(code)"
        case .http(let status): "HTTP \(status)"
        }
    }

    private static let names = [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
        "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED",
        "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
    ]
}
