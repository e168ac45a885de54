/// The server's port cannot be bound.
public enum ListenError: Error, Equatable, CustomStringConvertible {
    /// Another process listens on the port, which `setting` chooses.
    case portInUse(Int, setting: String)
    /// The system keeps the port, which `setting` chooses, to privileged users.
    case portNotPermitted(Int, setting: String)
    /// Anything else: `reason` is what the system said, for example `Too many open files`.
    case cannotListen(port: Int, reason: String)

    /// What happened, and what to do.
    public var description: String {
        switch self {
        case .portInUse(let port, let setting):
            "port \(port) is in use; stop the other process or set \(setting) to another port"
        case .portNotPermitted(let port, let setting):
            "port \(port) needs a privilege; set \(setting) to a port from 1024"
        case .cannotListen(let port, let reason):
            "cannot listen on port \(port): \(reason)"
        }
    }
}
