import ProjectConfig

/// What stands in the manifests and programs that are written for a variant.
extension ServerVariant {
    /// The products of Chassis that serve it.
    var products: [String] { [interface.names.product] + sortedFeatures.map(\.names.product) }

    /// The traits of Chassis that bring in what this server needs; what others need is not fetched then.
    var traits: [String] { [interface.names.trait] + sortedFeatures.map(\.names.trait) }

    /// The imports of a program that serves it, a line each.
    var imports: String {
        (["ChassisServer", interface.names.module] + sortedFeatures.map(\.names.module))
            .map { "import \($0)" }.joined(separator: "\n")
    }

    /// The call that serves the model type that is written `model`.
    func call(serving model: String) -> String {
        let server = interface.names.type
        let whole =
            features.contains(.grpcV2) ? "BothServers<\(server), \(ServerFeature.grpcV2.names.type)>" : server
        let security = features.contains(.tls) ? ", security: \(ServerFeature.tls.names.type).self" : ""
        return "ChassisServer.run(\(model), over: \(whole).self\(security))"
    }

    private var sortedFeatures: [ServerFeature] { ServerFeature.allCases.filter(features.contains) }
}

/// How Chassis's own manifest and sources call the code of something.
private struct CodeNames {
    let product: String
    let trait: String
    /// The module of the product with the type.
    let module: String
    let type: String
}

extension ServingInterface {
    fileprivate var names: CodeNames {
        switch self {
        case .omi: CodeNames(product: "ChassisOMI", trait: "OMI", module: "OMIService", type: "OMIServer")
        case .kserve:
            CodeNames(product: "ChassisKServe", trait: "KServe", module: "KServeService", type: "KServeServer")
        }
    }
}

extension ServerFeature {
    fileprivate var names: CodeNames {
        switch self {
        case .grpcV2:
            CodeNames(
                product: "ChassisGRPCv2", trait: "GRPCv2", module: "OpenInferenceRPC", type: "GRPCv2Server")
        case .tls: CodeNames(product: "ChassisTLS", trait: "TLS", module: "ServerTLS", type: "EnvironmentTLS")
        }
    }
}
