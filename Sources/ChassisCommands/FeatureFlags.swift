import ArgumentParser
import ProjectConfig

/// What the server has beside its interface.
struct FeatureFlags: ParsableArguments {
    @Option(
        name: .customLong("protocol"),
        help: "Another protocol to link: grpc-v2, the Open Inference Protocol over gRPC, beside kserve. Repeatable.",
        transform: Arguments.addedProtocol)
    var protocols: [ServerFeature] = []

    @Flag(help: "Link TLS; TLS_CERT_FILE and TLS_KEY_FILE then switch it on in the container.")
    var tls = false

    /// What the flags ask for.
    var features: Set<ServerFeature> { Set(protocols).union(tls ? [.tls] : []) }
}
