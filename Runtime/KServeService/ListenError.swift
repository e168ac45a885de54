import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The server's port cannot be bound.
public enum ListenError: Error, Equatable, CustomStringConvertible {
    /// Another process listens on `port`.
    case portInUse(Int)
    /// The system keeps `port` to privileged users.
    case portNotPermitted(Int)
    /// Anything else: `reason` is what the system said, for example `Too many open files`.
    case cannotListen(port: Int, reason: String)

    /// What the system says about binding `port`.
    init(_ error: IOError, port: Int) {
        self =
            switch error.errnoCode {
            case EADDRINUSE: .portInUse(port)
            case EACCES: .portNotPermitted(port)
            default: .cannotListen(port: port, reason: error.description)
            }
    }

    /// What happened, and what to do.
    public var description: String {
        switch self {
        case .portInUse(let port):
            "port \(port) is in use; stop the other process or set HTTP_PORT to another port"
        case .portNotPermitted(let port): "port \(port) needs a privilege; set HTTP_PORT to a port from 1024"
        case .cannotListen(let port, let reason): "cannot listen on port \(port): \(reason)"
        }
    }
}
