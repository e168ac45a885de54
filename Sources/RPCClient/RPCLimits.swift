/// What a client takes, and how long it waits for a connection.
public struct RPCLimits: Sendable {
    /// Bytes of one answer; 256 MiB unless set, what Chassis's servers take of a request.
    public var answerBytes = 256 << 20
    /// From the first packet until the server has said its HTTP/2 settings.
    public var connectTimeout: Duration = .seconds(10)
    /// Bytes that the server may send before it must wait for this end to have read them. With HTTP/2's own 64 KiB an
    /// answer of some MiB would stop and go a hundred times.
    static let windowBytes = 4 << 20
    /// Bytes of the headers of one answer.
    static let headerBytes = 65_536
    /// How often a call is sent that no server has acted on: the connection that ends, the new one, and one more.
    static let attempts = 3

    /// The limits as they stand above.
    public init() {}
}
