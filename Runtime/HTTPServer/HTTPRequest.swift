public import NIOCore
public import NIOHTTP1

/// A whole request: what a service sees of HTTP.
public struct HTTPRequest: Sendable {
    /// Its line and headers.
    public var head: HTTPRequestHead
    /// The body with any chunking and compression undone; empty when there is none.
    public var body: ByteBuffer
    /// What names the request.
    public var id: RequestID
    /// The caller's trace, if it has one.
    public var trace: TraceContext?

    /// A request as it arrived.
    init(head: HTTPRequestHead, body: ByteBuffer, id: RequestID, trace: TraceContext?) {
        self.head = head
        self.body = body
        self.id = id
        self.trace = trace
    }

    /// A request of HTTP/1.1.
    public init(_ method: HTTPMethod, _ target: String, headers: HTTPHeaders = [:], body: ByteBuffer = ByteBuffer()) {
        let fields = RequestFields(headers)
        var ids = RequestIDs()
        self.init(
            head: HTTPRequestHead(version: .http1_1, method: method, uri: target, headers: headers), body: body,
            id: fields.requestID ?? ids.make(), trace: fields.trace)
    }
}
