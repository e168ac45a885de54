extension RegistryStub {
    /// What a registry needs to speak HTTPS, as PEM texts.
    public struct TLS: Sendable {
        /// The certificate, and those that lead from it to the authority's.
        public var certificateChain: String
        /// The key of the certificate.
        public var privateKey: String
        /// When set, a client must show a certificate of this authority.
        public var clientAuthority: String?

        /// HTTPS with this certificate.
        public init(certificateChain: String, privateKey: String, clientAuthority: String? = nil) {
            self.certificateChain = certificateChain
            self.privateKey = privateKey
            self.clientAuthority = clientAuthority
        }
    }
}
