public import Logging
public import ModelHost
public import ServerConnections

/// What the environment says about securing connections: a server that can be secured is built with one of these.
public protocol SecurityProvider {
    /// What secures connections; nil when the environment asks for plain text.
    /// - Throws: when the environment asks for something that cannot be had.
    static func source(_ environment: RuntimeEnvironment, logger: Logger) throws -> (any SecuritySource)?
}
