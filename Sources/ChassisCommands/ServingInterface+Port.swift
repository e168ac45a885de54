import LocalRun
import ProjectConfig

extension ServingInterface {
    /// The variables that name the server's port, that which counts first.
    var portVariables: [String] {
        switch self {
        case .omi: ["PSC_MODEL_PORT"]
        case .kserve: ["HTTP_PORT", "PORT"]
        }
    }

    /// The port where none is named.
    var defaultPort: Int {
        switch self {
        case .omi: 45000
        case .kserve: 8080
        }
    }

    /// The port on which `chassis-build run` lets a server of the interface listen: that of a flag, else that of the
    /// environment of the command and of the project, else the default.
    /// - Throws: `ServerPortError` for a variable that is no port.
    func port(flag: Int? = nil, in variables: [String: String]) throws(ServerPortError) -> Int {
        try ServerPort.wanted(flag: flag, names: portVariables, in: variables, default: defaultPort)
    }
}
