import NIOCore

/// What a connection allows its client, with the reason for each number.
struct HTTPLimits: Sendable {
    /// The size of a request's line and headers, together. Service meshes add a dozen headers; tokens of a few
    /// kilobytes are common.
    static let headBytesMax = 65_536
    /// The number of headers of a request.
    static let headerCountMax = 128
    /// How much of a body is read only to be thrown away when the answer is known beforehand. More is not worth
    /// saving the connection for.
    static let discardedBytesMax = 65_536

    /// The size of a body that may be read on the event loop: about 50 µs of it. Larger ones are read on a thread where
    /// they keep no health check waiting.
    static let eventLoopBytesMax = 65_536
    /// How many requests may be with the model or in its queue. At ten milliseconds each that is ten seconds of work
    /// for one thread, about as long as a client waits.
    static let callsMax = 1000

    /// The size of a body: 64 MiB holds more than a hundred pictures in base64.
    var bodyBytesMax = 67_108_864
    /// Between two requests; longer than Envoy's 60 s, so that the proxy ends a connection and never meets a closed one.
    var idle: TimeAmount = .seconds(75)
    /// From the first byte of a request until its head is complete.
    var head: TimeAmount = .seconds(20)
    /// Between two pieces of a body.
    var body: TimeAmount = .seconds(30)
    /// Until the client has taken the whole answer.
    var send: TimeAmount = .seconds(300)
    /// After an early answer: how long what the client still sends is read, so that a reset does not overtake the
    /// answer (RFC 9112 §9.6).
    var linger: TimeAmount = .seconds(5)
}
