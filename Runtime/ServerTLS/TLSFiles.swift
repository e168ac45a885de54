/// Where a server finds what it needs for TLS; all in PEM.
public struct TLSFiles: Sendable, Equatable {
    /// `TLS_CERT_FILE`: the server's certificate, then those that lead to its authority.
    public var certificates: String
    /// `TLS_KEY_FILE`: the key of the first certificate, without a passphrase.
    public var key: String
    /// `TLS_CA_FILE`: the authorities of clients. When it is there, a client without a certificate of theirs is refused.
    public var clientAuthorities: String?

    /// The files at these paths.
    public init(certificates: String, key: String, clientAuthorities: String? = nil) {
        self.certificates = certificates
        self.key = key
        self.clientAuthorities = clientAuthorities
    }

    /// The files that variables of the environment name; nil when none of the three is set, an empty one not being so.
    /// - Throws: ``TLSError/missingSetting(_:)`` when one is set without those that belong to it.
    public init?(variables: [String: String]) throws(TLSError) {
        func path(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }
        let authorities = path("TLS_CA_FILE")
        switch (path("TLS_CERT_FILE"), path("TLS_KEY_FILE")) {
        case (nil, nil) where authorities == nil: return nil
        case (nil, _): throw .missingSetting("TLS_CERT_FILE")
        case (_, nil): throw .missingSetting("TLS_KEY_FILE")
        case (let certificates?, let key?):
            self.init(certificates: certificates, key: key, clientAuthorities: authorities)
        }
    }

    /// All paths.
    var paths: [String] { [certificates, key] + (clientAuthorities.map { [$0] } ?? []) }
}
