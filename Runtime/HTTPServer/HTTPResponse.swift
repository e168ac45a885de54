public import NIOCore
public import NIOHTTP1

/// A whole answer.
public struct HTTPResponse: Sendable, Equatable {
    /// The status.
    public var status: HTTPResponseStatus
    /// Headers beside `Content-Type`, `Content-Length`, `Connection` and `Date`, which the connection writes.
    public var headers: [Header]
    /// The media type of the body; without meaning when there is none.
    public var contentType: String
    /// The body; nil for a status that has no content, such as 204.
    public var body: ByteBuffer?

    /// A header of which name and value need no escaping: there is no line break in them.
    public struct Header: Sendable, Equatable {
        /// The name, as it is written.
        public let name: String
        /// The value.
        public let value: String

        /// The header `name: value`.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// An answer whose body, if there is one, is JSON unless said otherwise.
    public init(
        status: HTTPResponseStatus, headers: [Header] = [], contentType: String = "application/json",
        body: ByteBuffer? = nil
    ) {
        self.status = status
        self.headers = headers
        self.contentType = contentType
        self.body = body
    }

    /// 200 with JSON that is known beforehand.
    public static func ok(_ json: StaticString) -> HTTPResponse {
        HTTPResponse(status: .ok, body: ByteBuffer(staticString: json))
    }
}
