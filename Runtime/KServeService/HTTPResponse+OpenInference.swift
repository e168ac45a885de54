import HTTPServer
import NIOCore
import NIOHTTP1
import OpenInference

extension HTTPResponse {
    /// An answer of version 2.
    init(_ response: OpenInferenceResponse) {
        self.init(
            status: HTTPResponseStatus(statusCode: response.status),
            headers: response.headers.sorted { $0.key < $1.key }.map { Header(name: $0.key, value: $0.value) },
            contentType: response.contentType, body: response.body.map { ByteBuffer(bytes: $0) })
    }
}
