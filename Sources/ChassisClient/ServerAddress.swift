/// Where a server is, and what it speaks there: `grpc://host:45000`, `https://models.example.com/team/`.
public struct ServerAddress: Hashable, Sendable, CustomStringConvertible {
    /// What is spoken.
    public enum Scheme: String, Sendable, CaseIterable {
        /// gRPC over plain HTTP/2.
        case grpc
        /// gRPC over HTTP/2 and TLS.
        case grpcs
        /// HTTP/1.1.
        case http
        /// HTTP/1.1, or HTTP/2 where the server offers it, over TLS.
        case https

        /// Whether the connection is encrypted.
        public var isSecure: Bool { self == .grpcs || self == .https }
        /// Whether it is gRPC, the Open Model Interface; else it is HTTP, KServe.
        public var isGRPC: Bool { self == .grpc || self == .grpcs }

        /// The port where none is written: what Chassis's servers listen on, and HTTP's own with TLS.
        public var defaultPort: Int {
            switch self {
            case .grpc: 45000
            case .http: 8080
            case .grpcs, .https: 443
            }
        }
    }

    /// What is spoken there.
    public let scheme: Scheme
    /// A name or an address; one of IPv6 without its brackets.
    public let host: String
    /// The TCP port, 1 to 65535.
    public let port: Int
    /// What stands before every path of HTTP, with `/` at its beginning and none at its end; empty for none.
    public let path: String

    /// The server at `port` of `host`.
    public init(_ scheme: Scheme, host: String, port: Int? = nil) {
        self.scheme = scheme
        self.host = host
        self.port = port ?? scheme.defaultPort
        path = ""
    }

    /// Reads `[SCHEME://]HOST[:PORT][/PATH]`; an address of IPv6 stands in brackets.
    /// - Parameter scheme: what is meant where none is written.
    /// - Throws: ``ClientError/invalidAddress(_:reason:)``.
    public init(parsing text: String, default scheme: Scheme) throws {
        func invalid(_ reason: String) -> ClientError { .invalidAddress(text, reason: reason) }
        var rest = Substring(text)
        if let range = Self.schemeEnd(of: text) {
            guard let written = Scheme(rawValue: text[..<range.lowerBound].lowercased()) else {
                throw invalid("write grpc://, grpcs://, http:// or https://")
            }
            self.scheme = written
            rest = text[range.upperBound...]
        } else {
            self.scheme = scheme
        }
        let pathStart = rest.firstIndex(of: "/") ?? rest.endIndex
        let path = rest[pathStart...]
        rest = rest[..<pathStart]
        guard !text.contains("?"), !text.contains("#"), !rest.contains("@") else {
            throw invalid("it may have a path, but neither a query nor a user")
        }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw invalid("it may have nothing but printable ASCII, and no spaces")
        }
        self.path = String(path).trimmingSlashes
        guard self.path.isEmpty || !self.scheme.isGRPC else { throw invalid("gRPC has no path") }
        let port: Substring?
        if rest.first == "[" {
            guard let end = rest.firstIndex(of: "]") else { throw invalid("the bracket is not closed") }
            host = String(rest[rest.index(after: rest.startIndex)..<end])
            let behind = rest[rest.index(after: end)...]
            guard behind.isEmpty || behind.first == ":" else { throw invalid("behind the bracket comes :PORT") }
            port = behind.isEmpty ? nil : behind.dropFirst()
        } else {
            let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count <= 2 else { throw invalid("write an address of IPv6 in brackets: [::1]:45000") }
            host = String(parts[0])
            port = parts.count == 2 ? parts[1] : nil
        }
        guard !host.isEmpty else { throw invalid("it has no host") }
        guard let port else {
            self.port = self.scheme.defaultPort
            return
        }
        guard let number = Int(port), (1...65535).contains(number), port.first != "+" else {
            throw invalid("\"\(port)\" is no port from 1 to 65535")
        }
        self.port = number
    }

    /// Whether `text` says what is spoken there.
    public static func hasScheme(_ text: String) -> Bool { schemeEnd(of: text) != nil }

    /// `host:port`, with the brackets that IPv6 needs.
    public var hostAndPort: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// The address as it is written, with its port.
    public var description: String { "\(scheme.rawValue)://\(hostAndPort)\(path)" }

    /// Where `://` stands.
    private static func schemeEnd(of text: String) -> Range<String.Index>? {
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else { return nil }
        return colon..<text.index(colon, offsetBy: 3)
    }
}

extension String {
    /// The path without slashes at its end, and thus empty for `/`.
    fileprivate var trimmingSlashes: String {
        var path = self[...]
        while path.last == "/" { path.removeLast() }
        return String(path)
    }
}
