import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The TCP port of a server on this machine.
public enum ServerPort {
    /// The port that is wanted: that of a flag, else that of the first of the variables `names` that is set and not empty,
    /// else `fallback`.
    /// - Throws: ``ServerPortError/malformed(name:value:)`` for a variable that is no number from 0 to 65535.
    public static func wanted(
        flag: Int?, names: [String], in variables: [String: String], default fallback: Int
    ) throws(ServerPortError) -> Int {
        if let flag { return flag }
        for name in names {
            guard let text = variables[name], !text.isEmpty else { continue }
            guard let port = Int(text), (0...65535).contains(port) else { throw .malformed(name: name, value: text) }
            return port
        }
        return fallback
    }

    /// Finds out whether a server could listen on `port` by binding it as a server does: on IPv6 and IPv4, or on IPv4
    /// alone where the system has no IPv6. It is free again when this returns.
    /// - Returns: The port, which the system has chosen when `port` is 0.
    /// - Throws: ``ServerPortError``.
    public static func available(_ port: Int) throws(ServerPortError) -> Int {
        guard let number = UInt16(exactly: port) else { throw .outOfRange(port) }
        do throws(Errno) {
            do throws(Errno) {
                return try StreamSocket.with(family: AF_INET6) { socket throws(Errno) in
                    Int(try socket.bindIPv6(number))
                }
            } catch  where [.addressFamilyNotSupported, .addressNotAvailable].contains(error) {
                return try StreamSocket.with(family: AF_INET) { socket throws(Errno) in
                    Int(try socket.bindIPv4(number))
                }
            }
        } catch {
            switch error {
            case .addressInUse: throw .inUse(port)
            case .permissionDenied: throw .notPermitted(port)
            default: throw .cannotBind(port, error)
            }
        }
    }

    /// How many seconds a connection may take that reaches the machine itself.
    private static let connectLimit = 1

    /// Whether somebody accepts connections to `port` of this machine.
    static func isAccepting(_ port: Int) -> Bool {
        guard let number = UInt16(exactly: port) else { return false }
        let isAccepted = try? StreamSocket.with(family: AF_INET) { socket throws(Errno) in
            guard try socket.connectIPv4(number, limit: connectLimit) == number else { return true }
            // Nobody listens, and the system took that very port for this end: the socket is connected with itself.
            try socket.forgetWhenClosed()
            return false
        }
        return isAccepted ?? false  // whatever the reason, nobody was there
    }
}
