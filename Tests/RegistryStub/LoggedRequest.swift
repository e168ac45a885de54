import NIOHTTP1

extension RegistryStub {
    /// A request as it came; its end may still be missing.
    public struct LoggedRequest: Sendable, CustomStringConvertible {
        /// The port that it came to.
        public let origin: Origin
        /// What it is for.
        public let route: Route
        /// The connection that it came on; requests of one connection have one number.
        public let connection: Int
        /// The method, in upper case.
        public let method: String
        /// Path and query, as they came.
        public let uri: String
        /// The bytes of the body that were read until now.
        public internal(set) var bodyBytes = 0
        /// The body, of requests to the token service and of manifests.
        public internal(set) var body: [UInt8] = []
        /// The status of the answer; nil when there was none, or not yet.
        public internal(set) var status: Int?
        let headers: HTTPHeaders

        /// The path, as it came.
        public var path: String { String(uri.prefix { $0 != "?" }) }

        /// The values of a parameter of the query, decoded.
        public func query(_ name: String) -> [String] {
            Parameters(of: uri.drop { $0 != "?" }.dropFirst())[name]
        }

        /// The values of a field of the form in the body, decoded.
        public func form(_ name: String) -> [String] {
            Parameters(of: String(decoding: body, as: UTF8.self)[...])[name]
        }

        /// The value of a header, several joined with commas; nil when it was not sent.
        public func header(_ name: String) -> String? {
            headers.contains(name: name) ? headers[name].joined(separator: ", ") : nil
        }

        /// `PATCH /v2/digits/blobs/uploads/7?_state=… 202`
        public var description: String { "\(method) \(uri) \(status.map { "\($0)" } ?? "-")" }
    }
}
