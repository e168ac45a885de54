public import NIOCore

/// What stands between a connection's socket and its protocol, for example TLS; a server without it is plain text.
public protocol ConnectionSecurity: Sendable {
    /// Adds handlers to a new connection. It is called on the connection's event loop, once for each connection, before
    /// any other handler is added.
    /// - Throws: when the connection cannot be secured; it is closed then.
    func addHandlers(to channel: any Channel) throws

    /// What it is called in the log: `TLS`.
    var description: String { get }
}
