public import NIOHTTP1

/// What became of one exchange, for logs and metrics.
public struct HTTPRecord: Sendable {
    /// The head of the request; nil when it could not be read.
    public let head: HTTPRequestHead?
    /// What names the request; the answer says it as well.
    public let id: RequestID
    /// The caller's trace, if it has one.
    public let trace: TraceContext?
    /// The status of the answer; nil when the client left before there was one.
    public let status: HTTPResponseStatus?
    /// The bytes of the request's body, as far as it was read.
    public let requestBytes: Int
    /// The bytes of the answer's body.
    public let responseBytes: Int
    /// From the head of the request to the last byte of the answer.
    public let duration: Duration

    /// The status as a number; 499, as nginx has it, when the client left before there was one.
    public var code: Int { status.map { Int($0.code) } ?? 499 }
}
