import NIOCore
import NIOHTTP1

/// The head of a request, read once.
struct Request {
    let origin: RegistryStub.Origin
    let connection: Int
    let method: String
    /// Path and query as they came.
    let uri: String
    let path: String
    let query: Parameters
    let headers: HTTPHeaders
    let target: Target

    init(_ head: HTTPRequestHead, origin: RegistryStub.Origin, connection: Int) {
        self.origin = origin
        self.connection = connection
        method = head.method.rawValue
        uri = head.uri
        headers = head.headers
        path = String(uri.prefix { $0 != "?" })
        query = Parameters(of: uri.drop { $0 != "?" }.dropFirst())
        target = Target(path: path)
    }

    /// What the body's length is said to be; nil when it comes in pieces.
    var contentLength: Int? { headers.first(name: "content-length").flatMap { Int($0) } }

    var route: RegistryStub.Route {
        switch (target, method) {
        case (.ping, "GET"), (.ping, "HEAD"): .ping
        case (.tokens, "GET"), (.tokens, "POST"): .token
        case (.storage, "GET"), (.storage, "HEAD"): .storage
        case (.blob, "GET"): .getBlob
        case (.blob, "HEAD"): .headBlob
        case (.uploads, "POST"): query["mount"].isEmpty ? .startUpload : .mount
        case (.upload, "PATCH"): .patchUpload
        case (.upload, "PUT"): .commitUpload
        case (.upload, "GET"): .uploadStatus
        case (.upload, "DELETE"): .cancelUpload
        case (.manifest, "GET"): .getManifest
        case (.manifest, "HEAD"): .headManifest
        case (.manifest, "PUT"): .putManifest
        case (.tags, "GET"): .listTags
        case (.referrers, "GET"): .referrers
        default: .other
        }
    }
}
