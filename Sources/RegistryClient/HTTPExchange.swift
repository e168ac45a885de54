import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// One request and its answer. Redirects, authentication and retries are layers of this one shape, each around the next,
/// and each does its one thing.
protocol HTTPExchange: Sendable {
    /// Sends the request and returns when the head of the answer is there.
    ///
    /// The body must be read to its end, or the connection is lost: ``RegistryResponse/discard()``.
    /// - Throws: ``TransportError``, ``RegistryError``, or `CancellationError` soon after the task was cancelled.
    func send(_ request: RegistryRequest) async throws -> RegistryResponse
}

/// A request to a registry, or to where it leads.
struct RegistryRequest: Sendable {
    var method: HTTPMethod
    var url: RegistryURL
    var headers: HTTPHeaders = [:]
    var body: RequestBody?
    /// What a token must allow for this request.
    var access = AccessScope()
    /// Whether the same request may be sent again when it is unknown what became of it. The pieces of an upload are not
    /// repeatable: how much the registry took of one must be asked first.
    var isRepeatable = true
    /// Whether a redirect is gone after. A look for a blob is not: being sent elsewhere for it means that it is there.
    var followsRedirects = true
}

/// The head of an answer, and its body as it comes in.
struct RegistryResponse: Sendable {
    let status: Int
    let headers: HTTPHeaders
    let body: HTTPClientResponse.Body
    /// Who answered: after redirects, not who was asked.
    let url: RegistryURL

    /// The body in memory.
    /// - Returns: Nil when it has more than `bytesMax` bytes.
    /// - Throws: ``TransportError`` when it breaks off.
    func bytes(max bytesMax: Int) async throws -> [UInt8]? {
        var bytes: [UInt8] = []
        for try await piece in pieces {
            bytes += piece.readableBytesView
            if bytes.count > bytesMax { return nil }
        }
        return bytes
    }

    /// The same answer with an empty body, for whoever comes after the one who has read it: a body is read once.
    func withoutBody() -> RegistryResponse {
        RegistryResponse(status: status, headers: headers, body: .bytes(ByteBuffer()), url: url)
    }

    /// Reads what there is of a body that nobody needs, so that the connection can be used again. A long one is not
    /// worth that, and an error in it is none of ours.
    func discard() async {
        _ = try? await bytes(max: Limits.errorBytes)
    }
}

/// How much is taken into memory of what a stranger sends.
enum Limits {
    /// Errors and tokens.
    static let errorBytes = 64 << 10
    /// Manifests, to send and to get: what registries must support at least.
    static let manifestBytes = 4 << 20
    /// Lists of tags and of referrers, a page of them.
    static let listBytes = 8 << 20
}
