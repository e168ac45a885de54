/// Something that a server can do and that is linked only when it is asked for, because it takes megabytes.
public enum ServerFeature: String, CaseIterable, Hashable, Sendable {
    /// The Open Inference Protocol (KServe v2) over gRPC, on a port of its own, beside HTTP.
    case grpcV2 = "grpc-v2"
    /// TLS, with certificates that the environment names.
    case tls

    /// The interfaces whose server can have it.
    public var interfaces: Set<ServingInterface> {
        switch self {
        case .grpcV2: [.kserve]
        case .tls: Set(ServingInterface.allCases)
        }
    }
}
