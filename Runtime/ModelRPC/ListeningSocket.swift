#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A TCP socket bound to a port of every local address, not yet accepting.
///
/// It is made here rather than by the transport because one socket for both IP families needs an option that the
/// transport does not offer, and a system without IPv6 needs another family.
public struct ListeningSocket: Sendable {
    /// The socket; whoever takes it closes it.
    public let descriptor: CInt
    /// The address and real port, for example `[::]:45000`.
    public let address: String

    /// Binds `port` (0 lets the system choose) over IPv6 and IPv4, or over IPv4 alone on a system without IPv6.
    /// - Parameter setting: the variable by which a user can choose another port, told with an error.
    public static func bound(toPort port: Int, setting: String) throws(ListenError) -> ListeningSocket {
        try bound(toPort: port, setting: setting, opening: openStream)
    }

    /// As ``bound(toPort:setting:)``.
    /// - Parameter open: makes a stream socket of a family; -1 and `errno` when it cannot.
    static func bound(
        toPort port: Int, setting: String, opening open: (CInt) -> CInt
    ) throws(ListenError) -> ListeningSocket {
        do throws(SystemError) {
            do throws(SystemError) {
                return try bound(toIPv6Port: UInt16(port), opening: open)
            } catch  where error.meansNoIPv6 {
                return try bound(toIPv4Port: UInt16(port), opening: open)
            }
        } catch {
            throw error.listenError(port: port, setting: setting)
        }
    }

    private static func bound(
        toIPv6Port port: UInt16, opening open: (CInt) -> CInt
    ) throws(SystemError) -> ListeningSocket {
        let descriptor = try SystemError.check(open(AF_INET6))
        return try closing(descriptor) { () throws(SystemError) in
            try set(SOL_SOCKET, SO_REUSEADDR, to: 1, of: descriptor)
            try set(CInt(IPPROTO_IPV6), IPV6_V6ONLY, to: 0, of: descriptor)
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = port.bigEndian
            try bind(descriptor, to: &address)
            return ListeningSocket(
                descriptor: descriptor, address: "[::]:\(UInt16(bigEndian: address.sin6_port))")
        }
    }

    private static func bound(
        toIPv4Port port: UInt16, opening open: (CInt) -> CInt
    ) throws(SystemError) -> ListeningSocket {
        let descriptor = try SystemError.check(open(AF_INET))
        return try closing(descriptor) { () throws(SystemError) in
            try set(SOL_SOCKET, SO_REUSEADDR, to: 1, of: descriptor)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            try bind(descriptor, to: &address)
            return ListeningSocket(
                descriptor: descriptor, address: "0.0.0.0:\(UInt16(bigEndian: address.sin_port))")
        }
    }

    /// Closes `descriptor` when `body` fails.
    private static func closing(
        _ descriptor: CInt, unless body: () throws(SystemError) -> ListeningSocket
    ) throws(SystemError) -> ListeningSocket {
        do {
            return try body()
        } catch {
            _ = close(descriptor)  // the first error is the one to tell
            throw error
        }
    }

    private static func set(
        _ level: CInt, _ option: CInt, to value: CInt, of descriptor: CInt
    ) throws(SystemError) {
        var value = value
        try SystemError.check(setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<CInt>.size)))
    }

    /// Binds to `address`, and replaces it by what the system made of it: the real port.
    private static func bind<Address>(_ descriptor: CInt, to address: inout Address) throws(SystemError) {
        var length = socklen_t(MemoryLayout<Address>.size)
        let result = withUnsafeMutableBytes(of: &address) { bytes in
            guard let address = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return CInt(-1) }
            let bound = systemBind(descriptor, address, length)
            return bound == 0 ? getsockname(descriptor, address, &length) : bound
        }
        try SystemError.check(result)
    }
}

/// The system's `bind`, under a name that a method called `bind` does not hide.
private func systemBind(_ descriptor: CInt, _ address: UnsafePointer<sockaddr>, _ length: socklen_t) -> CInt {
    bind(descriptor, address, length)
}

/// A stream socket of an IP family that child processes do not inherit; -1 and `errno` when it cannot be made.
func openStream(family: CInt) -> CInt {
    #if canImport(Darwin)
        socket(family, SOCK_STREAM, 0)
    #else
        socket(family, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
    #endif
}
