public import NIOCore

/// What a connection allows its client, with the reason for each number.
public struct HTTPLimits: Sendable {
    /// How much of a body is read only to be thrown away when the answer is known beforehand. More is not worth
    /// saving the connection for.
    static let discardedBytesMax = 65_536

    /// The size of an answer's body that is sent in one piece with its head.
    static let copiedBytesMax = 16_384

    /// The number of open connections. A proxy needs some dozens; beyond the limit an idle one is closed for a new one,
    /// and when none is idle the new one is answered with 503. Some file descriptors are always kept for others, so a
    /// lower limit of the process counts.
    public var connectionsMax = 1024
    /// The size of a request's line and headers, together. Service meshes add a dozen headers; tokens of a few
    /// kilobytes are common.
    public var headBytesMax = 65_536
    /// The number of headers of a request.
    public var headerCountMax = 128
    /// The size of a body: 64 MiB holds more than a hundred pictures in base64.
    public var bodyBytesMax = 67_108_864
    /// Between two requests; longer than the 60 s of Envoy and the 90 s of Go's clients, KServe's agent among them, so
    /// that the client ends a connection and never meets a closed one.
    public var idle: TimeAmount = .seconds(120)
    /// From the first byte of a request until its head is complete.
    public var head: TimeAmount = .seconds(20)
    /// Between two pieces of a body.
    public var body: TimeAmount = .seconds(30)
    /// Until the client has taken the whole answer.
    public var send: TimeAmount = .seconds(300)
    /// After an early answer: how long what the client still sends is read, so that a reset does not overtake the
    /// answer (RFC 9112 §9.6).
    public var linger: TimeAmount = .seconds(5)

    /// The limits as they stand above.
    public init() {}
}
