/// Requests as they stand on the wire.
enum WireRequest {
    /// `GET /`
    static let alive = "GET / HTTP/1.1\r\nHost: test\r\n\r\n"

    /// A body that comes back as it is; each of `headers` ends its line.
    static func echo(_ body: String, headers: String = "") -> String {
        "POST /echo HTTP/1.1\r\nHost: test\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }
}
