import NIOCore
import NIOHPACK

/// One call as it goes over the wire.
struct RPCRequest: Sendable {
    let headers: HPACKHeaders
    let message: ByteBuffer

    /// The call of the method at `path` (`/service/method`).
    /// - Parameters:
    ///   - authority: the server as whoever calls knows it: `host:port`.
    ///   - metadata: further headers; names must be lowercase (RFC 9113 §8.2).
    init(
        path: String, scheme: String, authority: String, message: ByteBuffer, metadata: [(name: String, value: String)],
        timeout: Duration?
    ) {
        var headers: HPACKHeaders = [
            ":method": "POST", ":scheme": scheme, ":authority": authority, ":path": path, "te": "trailers",
            "content-type": "application/grpc", "user-agent": "chassis-client",
        ]
        if let timeout { headers.add(name: "grpc-timeout", value: timeout.grpcTimeout) }
        for (name, value) in metadata { headers.add(name: name, value: value) }
        self.headers = headers
        self.message = message
    }
}
