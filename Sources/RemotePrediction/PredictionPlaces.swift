public import ChassisClient
public import ProjectConfig

/// Where a server may be that is to be asked, in the order in which to try.
public enum PredictionPlaces {
    /// The places that a command line means.
    ///
    /// An address with its scheme is one place; without, both protocols are tried, that of the port first. No address is
    /// this machine, first with the interface of the project, KServe if there is none, then with the other one.
    /// - Parameters:
    ///   - address: what was written, if anything was.
    ///   - interface: the one interface that is wanted, if one is.
    ///   - project: that of the project in which the command was called.
    ///   - ports: where a server of each interface listens on this machine.
    /// - Throws: ``PredictionError/contradiction(_:_:)``; `ClientError/invalidAddress(_:reason:)`.
    public static func candidates(
        address: String?, interface: ServingInterface?, project: ServingInterface?, ports: [ServingInterface: Int]
    ) throws -> [ServerAddress] {
        guard let address else {
            let first = interface ?? project ?? .kserve
            let order = interface == nil ? [first] + ServingInterface.allCases.filter { $0 != first } : [first]
            return order.map { ServerAddress($0.scheme, host: "localhost", port: ports[$0]) }
        }
        if ServerAddress.hasScheme(address) {
            let place = try ServerAddress(parsing: address, default: .http)
            if let interface, interface.scheme.isGRPC != place.scheme.isGRPC {
                throw PredictionError.contradiction(place, interface)
            }
            return [place]
        }
        if let interface { return [try ServerAddress(parsing: address, default: interface.scheme)] }
        let http = try ServerAddress(parsing: address, default: .http)
        guard http.path.isEmpty else { return [http] }
        let grpc = ServerAddress(.grpc, host: http.host, port: hasPort(http, in: address) ? http.port : nil)
        return http.port == ServerAddress.Scheme.http.defaultPort ? [http, grpc] : [grpc, http]
    }

    private static func hasPort(_ place: ServerAddress, in address: String) -> Bool {
        address.hasSuffix(":\(place.port)")
    }
}

extension ServingInterface {
    /// What a server of the interface speaks, without TLS.
    var scheme: ServerAddress.Scheme {
        switch self {
        case .omi: .grpc
        case .kserve: .http
        }
    }
}
