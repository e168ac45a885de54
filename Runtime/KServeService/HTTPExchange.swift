import NIOCore
import NIOHTTP1

/// What one request means for its answer on the wire.
struct HTTPExchange {
    /// The line that asks a client for the body it holds back (RFC 9110 §10.1.1).
    static let continueLine = ByteBuffer(staticString: "HTTP/1.1 100 Continue\r\n\r\n")

    /// The answer has no body, and the headers it would have with one.
    var isHEAD = false
    /// The connection may be used again.
    var keepsAlive = false
    /// The client speaks HTTP/1.0 and does not know that connections are kept unless it is told.
    var isHTTP10 = false
    /// The client sends the body only when told to go on.
    var expectsContinue = false
    /// The length that the client declares for the body, or 0.
    var declaredBytes = 0
    /// The bytes of the body so far.
    var bodyBytes = 0
    /// The request has been read to its end.
    var isComplete = false

    /// An exchange of which the request could not be understood.
    init() {}

    /// The exchange that `head` begins.
    init(_ head: HTTPRequestHead) {
        isHEAD = head.method == .HEAD
        declaredBytes = head.contentLength ?? 0
        isHTTP10 = head.version == .http1_0
        // What follows an upgrade request is not HTTP/1 to the parser, which therefore stops.
        keepsAlive = head.isKeepAlive && head.method != .CONNECT && !head.headers.contains(name: "upgrade")
        expectsContinue = !isHTTP10 && head.headers["expect"].contains { $0.lowercased() == "100-continue" }
    }

    /// The status line and headers of `response`, and the empty line that ends them.
    func head(of response: HTTPResponse, date: String, allocator: ByteBufferAllocator) -> ByteBuffer {
        var head = allocator.buffer(capacity: 256)
        head.writeStaticString("HTTP/1.1 ")
        head.writeString(String(response.status.code))
        head.writeStaticString(" ")
        head.writeString(response.status.reasonPhrase)
        head.writeStaticString("\r\nDate: ")
        head.writeString(date)
        if let body = response.body {
            head.writeStaticString("\r\nContent-Type: application/json\r\nContent-Length: ")
            head.writeString(String(body.readableBytes))
        }
        for header in response.headers {
            head.writeStaticString("\r\n")
            head.writeString(header.name)
            head.writeStaticString(": ")
            head.writeString(header.value)
        }
        if !keepsAlive {
            head.writeStaticString("\r\nConnection: close")
        } else if isHTTP10 {
            head.writeStaticString("\r\nConnection: keep-alive")
        }
        head.writeStaticString("\r\n\r\n")
        return head
    }
}
