/// Scheme, host and port: what a credential is bound to. Another port or scheme of one host is another origin.
struct Origin: Hashable, Sendable, CustomStringConvertible {
    enum Scheme: String, Sendable {
        case http, https

        var defaultPort: Int { self == .http ? 80 : 443 }
    }

    let scheme: Scheme
    /// Lowercase; an IPv6 address stands in brackets.
    let host: String
    let port: Int

    init(scheme: Scheme, host: String, port: Int? = nil) {
        self.scheme = scheme
        self.host = host.lowercased()
        self.port = port ?? scheme.defaultPort
    }

    /// Reads `host` or `host:port`; nil when there is no host, or something else than a port after the colon.
    init?(scheme: Scheme, authority: some StringProtocol) {
        let colon = authority.last == "]" ? nil : authority.lastIndex(of: ":")
        let host = authority[..<(colon ?? authority.endIndex)]
        guard !host.isEmpty, host.utf8.allSatisfy(Self.isHostByte) else { return nil }
        guard let colon else {
            self.init(scheme: scheme, host: String(host))
            return
        }
        guard let port = UInt16(authority[authority.index(after: colon)...]), port > 0 else { return nil }
        self.init(scheme: scheme, host: String(host), port: Int(port))
    }

    /// Host and port, the port only where it is not the scheme's own.
    var authority: String { port == scheme.defaultPort ? host : "\(host):\(port)" }

    var description: String { "\(scheme.rawValue)://\(authority)" }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: ".-_[]:".utf8.contains(byte)
        }
    }
}
