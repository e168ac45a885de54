import NIOCore
import NIOHTTP1

/// A whole request: what the routes and the model see of HTTP.
struct HTTPRequest: Sendable {
    var head: HTTPRequestHead
    /// The body with any chunking undone; empty when there is none.
    var body: ByteBuffer

    /// A request of HTTP/1.1.
    init(_ method: HTTPMethod, _ target: String, headers: HTTPHeaders = [:], body: ByteBuffer = ByteBuffer()) {
        head = HTTPRequestHead(version: .http1_1, method: method, uri: target, headers: headers)
        self.body = body
    }
}
