public import NIOHTTP1

/// What an ``HTTPServer`` serves: the meaning of requests, without a word about connections.
///
/// Every request goes the same way. Its head is judged by ``triage(_:)``, on the event loop of its connection: most
/// requests are answered there. What needs its body becomes a `Call`; the body is then read, within the limits, and
/// ``answer(_:_:)`` is asked, in a task of its own. What the connection itself has to refuse is worded by
/// ``response(to:)``. In the end ``ended(_:)`` hears what became of it.
public protocol HTTPService: Sendable {
    /// What a request wants that cannot be answered by its head alone.
    associatedtype Call: Sendable

    /// Whether the server will end soon. Answers then ask their clients to connect anew, elsewhere, before the port is
    /// closed and their next request lost.
    var isEnding: Bool { get }

    /// Judges a request by its head. It is called once for each head that could be read, and must not block.
    func triage(_ head: HTTPRequestHead) -> HTTPTriage<Call>

    /// Answers a call that ``triage(_:)`` let in, whose whole body has arrived and is inflated. The task is cancelled when the client
    /// leaves. Small requests are answered on the event loop, until the first suspension that leaves it.
    func answer(_ call: Call, _ request: HTTPRequest) async -> HTTPResponse

    /// Says in the service's own words what is wrong with a request that the connection cannot take.
    func response(to problem: HTTPProblem) -> HTTPResponse

    /// Hears how an exchange ended, after its last byte was written or its client was gone; for logs and metrics.
    ///
    /// Called once for each head that was triaged, and once for each refusal without a head, on the event loop. `call`
    /// is what triage made of the head, if it was more than an answer.
    func ended(_ record: HTTPRecord, of call: Call?)
}

/// What becomes of a request after a look at its head.
public enum HTTPTriage<Call: Sendable>: Sendable {
    /// The answer is known; a body is read and thrown away.
    case answer(HTTPResponse)
    /// The answer needs the body.
    case call(Call)
}

extension HTTPService {
    /// Nobody says so.
    public var isEnding: Bool { false }

    /// Nobody wants to know.
    public func ended(_ record: HTTPRecord, of call: Call?) {}

    /// The whole way of a request without a connection, for callers that hold all of it, such as tests.
    public func respond(to request: HTTPRequest, limits: HTTPLimits = HTTPLimits()) async -> HTTPResponse {
        switch triage(request.head) {
        case .answer(let response): return response
        case .call(let call):
            let fields = RequestFields(request.head.headers)
            if let problem = limits.problem(with: fields, bodyBytes: request.body.readableBytes) {
                return response(to: problem)
            }
            guard fields.contentEncoding == .gzip else { return await answer(call, request) }
            return await answer(call, compressed: request, limits)
        }
    }

    /// Answers a call whose body is compressed with gzip.
    func answer(_ call: Call, compressed request: HTTPRequest, _ limits: HTTPLimits) async -> HTTPResponse {
        do throws(HTTPProblem) {
            var request = request
            request.body = try GzipBody.inflated(request.body, limitBytes: limits.bodyBytesMax)
            return await answer(call, request)
        } catch {
            return response(to: error)
        }
    }
}

extension HTTPLimits {
    /// Why the body of a call cannot be taken, as far as its headers tell, or its size so far.
    func problem(with fields: RequestFields, bodyBytes: Int = 0) -> HTTPProblem? {
        if case .other(let encoding) = fields.contentEncoding { return .unsupportedEncoding(encoding) }
        return max(fields.contentLength, bodyBytes) > bodyBytesMax ? .bodyTooLarge(limitBytes: bodyBytesMax) : nil
    }
}
