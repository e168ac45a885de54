/// Requests as they stand on the wire.
enum WireRequest {
    /// `GET /`
    static let alive = "GET / HTTP/1.1\r\nHost: test\r\n\r\n"

    /// A prediction of the model `echo`; each of `headers` ends its line.
    static func predict(_ body: String, headers: String = "") -> String {
        "POST /v1/models/echo:predict HTTP/1.1\r\nHost: test\r\n\(headers)"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }
}
