import NIOCore
import NIOHTTP1

/// A whole answer. Its body is JSON, or there is none.
struct HTTPResponse: Sendable, Equatable {
    var status: HTTPResponseStatus
    /// Headers beside `Content-Type`, `Content-Length`, `Connection` and `Date`, which the connection writes.
    var headers: [Header] = []
    /// JSON; nil for a status that has no content, such as 204.
    var body: ByteBuffer?

    /// A header of which name and value are our own and need no escaping.
    struct Header: Sendable, Equatable {
        let name: String
        let value: String
    }

    /// 200 with JSON that is known beforehand.
    static func ok(_ json: StaticString) -> HTTPResponse {
        HTTPResponse(status: .ok, body: ByteBuffer(staticString: json))
    }

    /// An error with its headers and `{"error":…}`.
    static func error(_ error: KServeError) -> HTTPResponse {
        var body = ByteBuffer()
        body.writeStaticString("{\"error\":")
        body.writeJSONString(Array(error.description.utf8))
        if let failed = error.failedInstances {
            body.writeStaticString(",\"failed\":[")
            body.writeString(failed.map(String.init).joined(separator: ","))
            body.writeStaticString("]")
        }
        body.writeStaticString("}")
        return HTTPResponse(status: error.status, headers: error.headers, body: body)
    }
}
