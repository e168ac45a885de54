/// Where the origins of a registry listen.
struct Addresses: Sendable {
    struct Address: Sendable {
        let port: Int
        let scheme: String

        var authority: String { "127.0.0.1:\(port)" }
        var url: String { "\(scheme)://\(authority)" }
    }

    let scheme: String
    let ports: [RegistryStub.Origin: Int]

    subscript(origin: RegistryStub.Origin) -> Address { Address(port: ports[origin] ?? 0, scheme: scheme) }
}
