extension RegistryStub {
    /// A ready-made answer.
    public struct Answer: Sendable {
        /// The status.
        public var status: Int
        /// The headers in their order; `Content-Length` is added.
        public var headers: [(name: String, value: String)]
        /// The body.
        public var body: [UInt8]

        /// An answer with a text.
        public init(_ status: Int, headers: [(name: String, value: String)] = [], body: String = "") {
            self.status = status
            self.headers = headers
            self.body = Array(body.utf8)
        }

        /// The JSON of the distribution spec: one error with this code.
        public static func error(
            _ status: Int, code: String, message: String = "", headers: [(name: String, value: String)] = []
        ) -> Answer {
            let body = #"{"errors":[{"code":"\#(code)","message":"\#(message)","detail":null}]}"#
            return Answer(status, headers: [("Content-Type", "application/json")] + headers, body: body)
        }

        /// A page as a proxy makes it.
        public static func html(_ status: Int, title: String = "Service Unavailable") -> Answer {
            Answer(
                status, headers: [("Content-Type", "text/html; charset=utf-8")],
                body:
                    "<!DOCTYPE html>\n<html><head><title>\(title)</title></head><body><h1>\(title)</h1></body></html>\n"
            )
        }

        /// 429, or another status that asks to wait.
        public static func wait(_ retryAfter: RetryAfter, status: Int = 429) -> Answer {
            let headers = retryAfter.text.map { [(name: "Retry-After", value: $0)] } ?? []
            return error(status, code: "TOOMANYREQUESTS", message: "slow down", headers: headers)
        }

        /// A redirect.
        public static func redirect(to location: String, status: Int = 307) -> Answer {
            Answer(status, headers: [("Location", location)])
        }
    }

    /// The shapes of `Retry-After`.
    public enum RetryAfter: Sendable, Equatable {
        /// No header.
        case missing
        /// Seconds.
        case seconds(Int)
        /// An HTTP date.
        case date(String)
        /// The HTTP date of long ago.
        case pastDate
        /// Neither number nor date.
        case garbage
        /// A header without a value.
        case blank

        /// The header's value.
        public var text: String? {
            switch self {
            case .missing: nil
            case .seconds(let seconds): "\(seconds)"
            case .date(let date): date
            case .pastDate: "Wed, 21 Oct 2015 07:28:00 GMT"
            case .garbage: "soon, -3"
            case .blank: ""
            }
        }
    }
}
