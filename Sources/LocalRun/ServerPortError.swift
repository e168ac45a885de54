public import BuildReport
public import SystemPackage

/// A port that a server cannot have.
public enum ServerPortError: DiagnosticError, Equatable {
    /// Another process listens there.
    case inUse(Int)
    /// The system keeps it to privileged users.
    case notPermitted(Int)
    /// Anything else that the system says.
    case cannotBind(Int, Errno)
    /// It is not a number from 0 to 65535.
    case outOfRange(Int)
    /// The variable `name` says which port, and its value is no number from 0 to 65535.
    case malformed(name: String, value: String)

    /// The port, and which flag names another.
    public var diagnostics: [Diagnostic] {
        let choose = "or write `--port 0`, and a free one is taken"
        switch self {
        case .inUse(let port):
            let next = port < 65535 ? port + 1 : 1024
            return [
                Diagnostic(
                    "port \(port) is in use",
                    try: "stop the process that listens there, or choose another port: `--port \(next)`", choose)
            ]
        case .notPermitted(let port):
            return [
                Diagnostic(
                    "port \(port) needs a privilege", try: "choose a port from 1024: `--port \(port + 8000)`", choose)
            ]
        case .cannotBind(let port, let reason):
            return [Diagnostic("port \(port) cannot be used: \(reason)", try: "choose another with `--port`", choose)]
        case .outOfRange(let port):
            return [Diagnostic("\(port) is no port", try: "choose one from 1 to 65535 with `--port`", choose)]
        case .malformed(let name, let value):
            return [
                Diagnostic(
                    "\(name) is \"\(value)\", which is no port", at: "environment",
                    try: "set it to a number from 0 to 65535, or choose a port with `--port`")
            ]
        }
    }
}
