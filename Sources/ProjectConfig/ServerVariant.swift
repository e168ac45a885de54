/// What a server is compiled for: its interface, and what it has beside it.
public struct ServerVariant: Hashable, Sendable {
    /// What it serves.
    public let interface: ServingInterface
    /// What else is linked.
    public let features: Set<ServerFeature>

    /// The server for `interface` with `features`; those that the interface cannot have are left out.
    public init(_ interface: ServingInterface, features: Set<ServerFeature> = []) {
        self.interface = interface
        self.features = features.filter { $0.interfaces.contains(interface) }
    }

    /// The plain server for OMI.
    public static let omi = ServerVariant(.omi)
    /// The plain server for KServe.
    public static let kserve = ServerVariant(.kserve)

    /// The name, for example `kserve` or `kserve.grpc-v2.tls`.
    public var name: String {
        ([interface.rawValue] + ServerFeature.allCases.filter(features.contains).map(\.rawValue))
            .joined(separator: ".")
    }

    /// The variant of that name, written exactly so; nil when there is none.
    public init?(name: String) {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard let interface = parts.first.flatMap(ServingInterface.init) else { return nil }
        self.init(interface, features: Set(parts.dropFirst().compactMap(ServerFeature.init)))
        guard self.name == name else { return nil }
    }
}
