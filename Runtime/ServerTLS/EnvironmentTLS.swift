public import Logging
public import ModelHost
public import ServerConnections
public import ServerInterface

/// TLS as the environment asks for it: `TLS_CERT_FILE`, `TLS_KEY_FILE` and `TLS_CA_FILE`; see ``TLSFiles``.
public struct EnvironmentTLS: SecurityProvider, SecuritySource {
    private let files: TLSFiles
    private let logger: Logger

    /// TLS with the files that `environment` names; nil when it names none.
    /// - Throws: ``TLSError`` when one is named without those that belong to it, or cannot be used.
    public static func source(_ environment: RuntimeEnvironment, logger: Logger) throws -> (any SecuritySource)? {
        guard let files = try TLSFiles(variables: environment.variables) else { return nil }
        return EnvironmentTLS(files: files, logger: logger)
    }

    /// TLS for a server that speaks `protocols`.
    /// - Throws: ``TLSError`` when the files cannot be used.
    public func security(for protocols: [String]) throws -> any ConnectionSecurity {
        try ReloadingTLS(files, protocols: protocols, logger: logger)
    }
}
