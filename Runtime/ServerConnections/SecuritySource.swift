/// Secures the connections of servers, each of which speaks its own protocol.
public protocol SecuritySource: Sendable {
    /// The security for a server that speaks `protocols`, by their names in ALPN: `http/1.1` or `h2`.
    /// - Throws: when connections cannot be secured.
    func security(for protocols: [String]) throws -> any ConnectionSecurity
}
