import NIOCore
import NIOHTTP2

extension RPCServer {
    /// What a server takes from its clients, and for how long it waits for them.
    public struct Limits: Sendable {
        /// Bytes of one request message, inflated; a longer one is answered with RESOURCE_EXHAUSTED.
        public var messageBytes = 4 << 20
        /// The setting by which a user can raise it, told with that answer.
        public var messageBytesName = ""
        /// Bytes of requests that all calls hold together; a call that would hold more is RESOURCE_EXHAUSTED.
        public var heldBytes = 1 << 30
        /// Whether answers are compressed for clients that take gzip.
        public var compressesAnswers = false
        /// The bytes from which an answer is compressed: a smaller one fits into the first packets either way.
        public var compressedFromBytes = 8192

        /// Connections at a time. One more takes the place of the one that has been without calls for longest, which is
        /// ended with GOAWAY, and is closed at once when all have calls.
        public var connections = 1000
        /// Calls that one connection may have open at a time; a client holds further calls back.
        public var callsPerConnection = 128
        /// Bytes that a client may send before it must wait for the server to have read them.
        public var windowBytes = 1 << 20
        /// Bytes of the headers of one call.
        public var headerBytes = 16384

        /// From the start of a connection to its first HTTP/2 frame, with TLS in between; then it is closed.
        public var prefaceTimeout: Duration = .seconds(20)
        /// How long a connection may be without calls before it is ended with GOAWAY; nil for ever.
        public var idleTimeout: Duration?
        /// How long a client may be silent before it is asked by a PING whether it is there; nil never.
        public var keepaliveTime: Duration?
        /// How long it may take to answer that before its connection is closed.
        public var keepaliveTimeout: Duration = .seconds(20)
        /// Between two pieces of the request of a unary call; then the call is CANCELLED.
        public var receiveTimeout: Duration = .seconds(60)
        /// Until the client has taken the whole of an answer; then its stream is reset.
        public var sendTimeout: Duration = .seconds(300)

        /// What a client may do in a second is on purpose far more than NIO's 200 in half a minute, because well-behaved
        /// clients go beyond that: grpc-go measures the line with a PING for each round trip in which it reads, and a
        /// client whose calls run into short deadlines resets each of them. Who does more is closed with
        /// ENHANCE_YOUR_CALM; up to there a PING is always answered.
        var controlFramesPerSecond = 4000
        var resetsPerSecond = 1000
        var streamErrorsPerSecond = 200

        /// The limits as they stand above.
        public init() {}
    }
}

extension RPCServer.Limits {
    private static let window = TimeAmount.seconds(1)

    var http2Connection: NIOHTTP2Handler.ConnectionConfiguration {
        var connection = NIOHTTP2Handler.ConnectionConfiguration()
        connection.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: callsPerConnection),
            HTTP2Setting(parameter: .maxHeaderListSize, value: headerBytes),
            HTTP2Setting(parameter: .initialWindowSize, value: windowBytes),
        ]
        connection.targetWindowSize = windowBytes
        // A client that is told of the end of a call may have frames of it on the way: of every call, at worst.
        connection.maximumRecentlyResetStreams = 2 * callsPerConnection
        connection.controlFrameRateLimit.maximumCount = controlFramesPerSecond
        connection.controlFrameRateLimit.windowLength = Self.window
        return connection
    }

    var http2Stream: NIOHTTP2Handler.StreamConfiguration {
        var stream = NIOHTTP2Handler.StreamConfiguration()
        stream.targetWindowSize = windowBytes
        stream.streamResetFrameRateLimit.maximumCount = resetsPerSecond
        stream.streamResetFrameRateLimit.windowLength = Self.window
        stream.streamErrorRateLimit.maximumCount = streamErrorsPerSecond
        stream.streamErrorRateLimit.windowLength = Self.window
        return stream
    }
}
