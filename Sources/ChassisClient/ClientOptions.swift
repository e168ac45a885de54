/// What a client adds to its calls, and what it lets a server do.
public struct ClientOptions: Sendable {
    /// The time that a call may take, connecting too, where the call itself names none; nil is as long as it takes.
    public var timeout: Duration? = .seconds(60)
    /// The largest answer, in bytes; a larger one is refused as ``ClientError/answerTooLarge(bytesMax:)`` as soon as it
    /// is announced. 256 MiB unless set.
    public var answerBytesMax = 256 << 20
    /// How long a call may wait for a connection: for the server to accept it, and, over gRPC, to say that it speaks
    /// HTTP/2. Ten seconds unless set.
    public var connectTimeout: Duration = .seconds(10)
    /// Headers (gRPC calls them metadata) of every call, for example `authorization`; names in any case.
    public var headers: [String: String] = [:]
    /// A file of certificates (PEM) whose authorities are trusted beside those of the system, for a server with a
    /// certificate of its own making. It is read when the client is made.
    public var authoritiesFile: String?

    /// The options as they stand above.
    public init() {}
}
