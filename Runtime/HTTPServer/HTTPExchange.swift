import NIOCore
import NIOHTTP1

/// What one request means for its answer on the wire.
struct HTTPExchange {
    /// The line that asks a client for the body it holds back (RFC 9110 §10.1.1).
    static let continueLine = ByteBuffer(staticString: "HTTP/1.1 100 Continue\r\n\r\n")

    /// The head of the request, when it could be read.
    private(set) var head: HTTPRequestHead?
    /// When the head was read.
    private let begin = ContinuousClock.now
    /// The status of the answer, once it is known.
    var status: HTTPResponseStatus?
    /// The bytes of the answer's body.
    var answerBytes = 0
    /// What names the request.
    let id: RequestID
    /// What the headers of the request say to the connection.
    private(set) var fields = RequestFields()
    /// The answer has no body, and the headers it would have with one.
    var isHEAD = false
    /// The connection may be used again.
    var keepsAlive = false
    /// The client speaks HTTP/1.0 and does not know that connections are kept unless it is told.
    var isHTTP10 = false
    /// The bytes of the body so far.
    var bodyBytes = 0
    /// The request has been read to its end.
    var isComplete = false

    /// An exchange of which the request could not be understood.
    init(id: RequestID) {
        self.id = id
    }

    /// The exchange that `head` begins; `ids` names it if the client does not.
    init(_ head: HTTPRequestHead, ids: inout RequestIDs) {
        fields = RequestFields(head.headers)
        id = fields.requestID ?? ids.make()
        self.head = head
        isHEAD = head.method == .HEAD
        isHTTP10 = head.version == .http1_0
        // What follows an upgrade request is not HTTP/1 to the parser, which therefore stops.
        keepsAlive = head.isKeepAlive && head.method != .CONNECT && !fields.hasUpgrade
    }

    /// The client sends the body only when told to go on.
    var expectsContinue: Bool { fields.expectsContinue && !isHTTP10 }

    /// What became of it, now that it has ended.
    func record() -> HTTPRecord {
        HTTPRecord(
            head: head, id: id, trace: fields.trace, status: status, requestBytes: bodyBytes,
            responseBytes: answerBytes, duration: begin.duration(to: .now))
    }

    /// The status line and headers of `response`, and the empty line that ends them.
    func head(of response: HTTPResponse, date: String, allocator: ByteBufferAllocator) -> ByteBuffer {
        // Room for a small body as well, which goes along.
        var head = allocator.buffer(capacity: 1024)
        head.writeStaticString("HTTP/1.1 ")
        head.writeString(String(response.status.code))
        head.writeStaticString(" ")
        head.writeString(response.status.reasonPhrase)
        head.writeStaticString("\r\nDate: ")
        head.writeString(date)
        if let body = response.body {
            head.writeStaticString("\r\nContent-Type: ")
            head.writeString(response.contentType)
            head.writeStaticString("\r\nContent-Length: ")
            head.writeString(String(body.readableBytes))
        }
        head.writeStaticString("\r\nX-Request-Id: ")
        id.write(to: &head)
        if let trace = fields.trace {
            head.writeStaticString("\r\nTraceparent: ")
            head.writeString(trace.parent)
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
