import HTTPServer
import NIOCore

extension HTTPResponse {
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
