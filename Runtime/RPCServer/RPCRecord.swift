/// What became of one call, for logs and metrics.
public struct RPCRecord: Sendable {
    /// The path as the client sent it, for example `/ModzyModel/Run`.
    public let path: String
    /// Whether there is such a method; a path without one is any text that a client chose.
    public let isKnown: Bool
    /// Whether it is a method of streams, whose calls last as long as their clients want.
    public let isStream: Bool
    /// How it ended; `cancelled` when the client left first.
    public let status: RPCStatus
    /// The bytes of the request's messages as they arrived: with prefixes, and compressed if they were.
    public let requestBytes: Int
    /// The bytes of the answer's messages, likewise.
    public let responseBytes: Int
    /// From the headers of the request until the whole answer was given to the connection, or the client was gone.
    public let duration: Duration
    /// What else is known; nil when the headers were no call.
    public let call: RPCCall?
}
