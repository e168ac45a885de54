/// What all operations with one registry share.
struct HostConnection: Sendable {
    let host: RegistryHost
    /// Redirects and authentication, over the network.
    let authenticator: Authenticator
    let gate: HostGate
}
