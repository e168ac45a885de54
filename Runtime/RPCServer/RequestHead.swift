import NIOHPACK

/// The request headers of a call, read once ([PROTOCOL-HTTP2](https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md),
/// Requests).
struct RequestHead {
    /// `/service/method`, the key under which handlers are registered.
    let path: String
    /// How long the client waits.
    let timeout: Duration?

    /// Why a stream is no call; the status is either HTTP's or gRPC's.
    enum Rejection: Error, Equatable {
        case http(status: Int)
        case rpc(RPCStatus)
    }

    init(_ headers: HPACKHeaders) throws(Rejection) {
        guard headers.first(name: ":method") == "POST" else { throw .http(status: 405) }
        guard let type = headers.first(name: "content-type"), type.hasPrefix("application/grpc") else {
            throw .http(status: 415)
        }
        guard let path = headers.first(name: ":path") else {
            throw .rpc(RPCStatus(.internal, "the request has no path"))
        }
        if let encoding = headers.first(name: "grpc-encoding"), encoding != "identity" {
            throw .rpc(RPCStatus(.unimplemented, "messages encoded with \(encoding) are not taken; send identity"))
        }
        self.path = path
        guard let text = headers.first(name: "grpc-timeout") else {
            timeout = nil
            return
        }
        guard let timeout = Self.timeout(text) else {
            throw .rpc(RPCStatus(.invalidArgument, "the grpc-timeout \"\(text)\" is malformed"))
        }
        self.timeout = timeout
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
