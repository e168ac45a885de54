import NIOCore
import NIOHTTP1

/// An answer before it is written.
struct Reply {
    enum Body {
        case bytes(ByteBuffer)
        case zeros(Int)

        var count: Int {
            switch self {
            case .bytes(let bytes): bytes.readableBytes
            case .zeros(let count): count
            }
        }

        /// The first bytes, and the rest.
        func split(at count: Int) -> (ByteBuffer, Body) {
            switch self {
            case .bytes(var bytes): (bytes.readSlice(length: count) ?? ByteBuffer(), .bytes(bytes))
            case .zeros(let all): (ByteBuffer(repeating: 0, count: count), .zeros(all - count))
            }
        }
    }

    var status: Int
    var headers: HTTPHeaders
    /// The body, for HEAD the one that GET would have; only its length is used then.
    var body: Body

    init(_ status: Int, _ headers: [(String, String)] = [], body: Body = .bytes(ByteBuffer())) {
        self.status = status
        self.headers = HTTPHeaders(headers)
        self.body = body
    }

    init(_ answer: RegistryStub.Answer) {
        self.init(
            answer.status, answer.headers.map { ($0.name, $0.value) }, body: .bytes(ByteBuffer(bytes: answer.body)))
    }

    static func error(_ status: Int, _ code: String, _ message: String = "", _ headers: [(String, String)] = [])
        -> Reply
    {
        Reply(.error(status, code: code, message: message, headers: headers.map { (name: $0.0, value: $0.1) }))
    }

    /// What a server answers that knows no such path.
    static let notFound = Reply(
        RegistryStub.Answer(
            404, headers: [("Content-Type", "text/plain; charset=utf-8")], body: "404 page not found\n"))
}
