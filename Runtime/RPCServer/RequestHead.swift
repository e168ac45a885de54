import NIOHPACK

/// The request headers of a call, read once ([PROTOCOL-HTTP2](https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md),
/// Requests).
struct RequestHead {
    /// `/service/method`, the key under which handlers are registered.
    let path: String
    /// How long the client waits.
    let timeout: Duration?
    /// How the messages of the request may be compressed.
    let encoding: MessageEncoding
    /// How the messages of the answer may be compressed: names with commas between them.
    private let acceptedEncodings: String?
    /// The `x-request-id`, unless it is longer than 128 characters or holds others than visible ones of ASCII: it is
    /// repeated in headers and logs.
    let requestID: String?

    /// Why a stream is no call; the status is either HTTP's or gRPC's.
    enum Rejection: Error, Equatable {
        case http(status: Int)
        case rpc(RPCStatus)
    }

    init(_ headers: HPACKHeaders) throws(Rejection) {
        let fields = Fields(headers)
        guard fields.method == "POST" else { throw .http(status: 405) }
        guard fields.contentType?.hasPrefix("application/grpc") == true else { throw .http(status: 415) }
        guard let path = fields.path else { throw .rpc(RPCStatus(.internal, "the request has no path")) }
        let name = fields.encoding ?? MessageEncoding.identity.rawValue
        guard let encoding = MessageEncoding(rawValue: name) else {
            throw .rpc(
                RPCStatus(
                    .unimplemented, "messages encoded with \(name) are not taken, only \(MessageEncoding.accepted)"))
        }
        self.path = path
        self.encoding = encoding
        acceptedEncodings = fields.acceptedEncodings
        requestID = fields.requestID.flatMap { Self.isRepeatable($0) ? $0 : nil }
        guard let text = fields.timeout else {
            timeout = nil
            return
        }
        guard let timeout = Self.timeout(text) else {
            throw .rpc(RPCStatus(.invalidArgument, "the grpc-timeout \"\(text)\" is malformed"))
        }
        self.timeout = timeout
    }

    /// Whether the messages of the answer may be compressed with gzip.
    var acceptsGzip: Bool {
        guard let acceptedEncodings else { return false }
        return acceptedEncodings.split(separator: ",").contains { $0.drop { $0 == " " } == "gzip" }
    }

    /// The headers that mean something, found in one pass: there are a dozen, and asking for each by name would go
    /// through all of them each time. Names are lowercase (RFC 9113 §8.2.1), and of several the first counts.
    private struct Fields {
        var method: String?
        var path: String?
        var contentType: String?
        var timeout: String?
        var encoding: String?
        var acceptedEncodings: String?
        var requestID: String?

        init(_ headers: HPACKHeaders) {
            for (name, value, _) in headers {
                switch name {
                case ":method": method = method ?? value
                case ":path": path = path ?? value
                case "content-type": contentType = contentType ?? value
                case "grpc-timeout": timeout = timeout ?? value
                case "grpc-encoding": encoding = encoding ?? value
                case "grpc-accept-encoding":
                    acceptedEncodings = acceptedEncodings.map { "\($0),\(value)" } ?? value
                case "x-request-id": requestID = requestID ?? value
                default: break
                }
            }
        }
    }

    private static func isRepeatable(_ id: String) -> Bool {
        (1...128).contains(id.utf8.count) && id.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// At most eight digits and a unit: hours, minutes, seconds, milli-, micro- or nanoseconds.
    static func timeout(_ text: String) -> Duration? {
        guard let unit = text.utf8.last, (2...9).contains(text.utf8.count) else { return nil }
        guard text.utf8.dropLast().allSatisfy({ (0x30...0x39).contains($0) }), let count = Int64(text.dropLast()) else {
            return nil
        }
        switch unit {
        case UInt8(ascii: "H"): return .seconds(count * 3600)
        case UInt8(ascii: "M"): return .seconds(count * 60)
        case UInt8(ascii: "S"): return .seconds(count)
        case UInt8(ascii: "m"): return .milliseconds(count)
        case UInt8(ascii: "u"): return .microseconds(count)
        case UInt8(ascii: "n"): return .nanoseconds(count)
        default: return nil
        }
    }
}
