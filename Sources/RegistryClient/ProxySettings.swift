/// Which proxy leads to which host, from the variables that curl and Go programs read.
struct ProxySettings: Hashable, Sendable {
    /// An HTTP proxy.
    struct Proxy: Hashable, Sendable, CustomStringConvertible {
        let host: String
        let port: Int
        /// Name and password, where the address has them, as `Proxy-Authorization` wants them before base64.
        let userInfo: String?

        /// The address without name and password.
        var description: String { "\(host):\(port)" }
    }

    private let https: Proxy?
    private let http: Proxy?
    private let exceptions: [String]

    /// Reads `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, each in small letters first, since curl does so.
    /// - Throws: ``RegistryError/malformedProxy(variable:)``.
    init(variables: [String: String]) throws(RegistryError) {
        https = try Self.proxy("HTTPS_PROXY", in: variables)
        http = try Self.proxy("HTTP_PROXY", in: variables)
        let list = variables["no_proxy"] ?? variables["NO_PROXY"] ?? ""
        exceptions = list.split { ", \t".contains($0) }.map { $0.lowercased() }
    }

    /// The proxy on the way to `origin`; nil when there is none. A host on this machine is never behind one.
    func proxy(for origin: Origin) -> Proxy? {
        guard !LocalAddress.isLoopback(origin.host), !exceptions.contains(where: { Self.matches($0, origin) }) else {
            return nil
        }
        return origin.scheme == .https ? https : http
    }

    /// Whether an entry of `NO_PROXY` means `origin`: `*`, an address, a network (`10.0.0.0/8`), a name with all names
    /// below it, with a port or without.
    private static func matches(_ entry: String, _ origin: Origin) -> Bool {
        if entry == "*" { return true }
        if let network = IPNetwork(entry) { return network.contains(origin.host) }
        guard let exception = Origin(scheme: origin.scheme, authority: entry) else { return false }
        if entry.hasSuffix(":\(exception.port)"), exception.port != origin.port { return false }
        let name = exception.host.hasPrefix(".") ? String(exception.host.dropFirst()) : exception.host
        return origin.host == name || origin.host.hasSuffix(".\(name)")
    }

    private static func proxy(_ variable: String, in variables: [String: String]) throws(RegistryError) -> Proxy? {
        guard let text = variables[variable.lowercased()] ?? variables[variable], !text.isEmpty else { return nil }
        var rest = text[...]
        if let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") {
            guard text[..<colon].lowercased() == "http" else { throw .malformedProxy(variable: variable) }
            rest = text[text.index(colon, offsetBy: 3)...]
        }
        rest = rest.prefix { !"/?#".contains($0) }
        var userInfo: String?
        if let at = rest.lastIndex(of: "@") {
            userInfo = PercentEncoding.decode(rest[..<at])
            rest = rest[rest.index(after: at)...]
        }
        guard let origin = Origin(scheme: .http, authority: rest) else { throw .malformedProxy(variable: variable) }
        return Proxy(host: origin.host, port: origin.port, userInfo: userInfo)
    }
}
