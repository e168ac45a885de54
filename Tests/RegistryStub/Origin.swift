extension RegistryStub {
    /// One of the ports that a registry listens on; to a client each is another origin.
    public enum Origin: Sendable, Hashable, CaseIterable {
        /// The registry's API.
        case registry
        /// The token service, when it is not the registry's.
        case tokens
        /// Where blobs are redirected to and uploads may be sent; an `Authorization` header is an error here.
        case storage
    }
}
