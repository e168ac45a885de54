import ProjectConfig

extension ServingInterface {
    /// The product of Chassis that serves it.
    var product: String {
        switch self {
        case .omi: "ChassisOMI"
        case .kserve: "ChassisKServe"
        }
    }

    /// The trait of Chassis that brings in what this server needs; what the other one needs is not fetched then.
    var trait: String {
        switch self {
        case .omi: "OMI"
        case .kserve: "KServe"
        }
    }

    /// The module of that product with the server's type.
    var module: String {
        switch self {
        case .omi: "OMIService"
        case .kserve: "KServeService"
        }
    }

    /// The server's type.
    var server: String {
        switch self {
        case .omi: "OMIServer"
        case .kserve: "KServeServer"
        }
    }
}
