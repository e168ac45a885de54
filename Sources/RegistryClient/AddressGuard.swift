/// What a registry may send us to: as a redirect, as the `Location` of an upload, or as the realm of its tokens.
enum AddressGuard {
    /// Why an address is refused.
    enum Refusal: Hashable, Sendable {
        /// An https registry names an http address, and what we send could be read on the way.
        case downgrade
        /// A registry elsewhere names an address of this machine or network, which only we can reach.
        case localAddress
    }

    /// The reason not to go to `target` at the word of `registry`; nil when we may.
    static func refusal(of target: Origin, namedBy registry: Origin) -> Refusal? {
        if registry.scheme == .https, target.scheme == .http { return .downgrade }
        if LocalAddress.isLocal(target.host), !LocalAddress.isLocal(registry.host) { return .localAddress }
        return nil
    }

    /// - Throws: ``RegistryError/unsafeAddress(host:address:isDowngrade:)``.
    static func check(_ target: RegistryURL, namedBy registry: Origin) throws(RegistryError) {
        if let refusal = refusal(of: target.origin, namedBy: registry) {
            throw .unsafeAddress(
                host: registry.authority, address: "\(target)", isDowngrade: refusal == .downgrade)
        }
    }
}
