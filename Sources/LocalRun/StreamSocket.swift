import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A TCP socket of this process, which its children do not inherit.
struct StreamSocket {
    private let descriptor: CInt

    /// Runs `body` with a socket of an IP family (`AF_INET`, `AF_INET6`), which is closed afterwards.
    static func with<Result>(
        family: CInt, _ body: (StreamSocket) throws(Errno) -> Result
    ) throws(Errno) -> Result {
        #if canImport(Darwin)
            let descriptor = socket(family, SOCK_STREAM, 0)
        #else
            let descriptor = socket(family, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        #endif
        try check(descriptor)
        defer { _ = close(descriptor) }  // nothing was written
        return try body(StreamSocket(descriptor: descriptor))
    }

    /// Binds to `port` of every local address, of IPv4 too, and returns the real port.
    func bindIPv6(_ port: UInt16) throws(Errno) -> UInt16 {
        try set(CInt(IPPROTO_IPV6), IPV6_V6ONLY, to: CInt(0))
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = port.bigEndian
        try bind(&address)
        return UInt16(bigEndian: address.sin6_port)
    }

    /// Binds to `port` of every local IPv4 address, and returns the real port.
    func bindIPv4(_ port: UInt16) throws(Errno) -> UInt16 {
        var address = Self.address(port)
        try bind(&address)
        return UInt16(bigEndian: address.sin_port)
    }

    /// Connects to `port` of 127.0.0.1.
    /// - Parameter limit: in seconds, for a server that does not accept what it listens for.
    /// - Returns: The port of this end.
    func connectIPv4(_ port: UInt16, limit: Int) throws(Errno) -> UInt16 {
        try set(SOL_SOCKET, SO_SNDTIMEO, to: timeval(tv_sec: limit, tv_usec: 0))
        var address = Self.address(port)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        try withSocketAddress(&address) { pointer, length throws(Errno) in
            try Self.check(connect(descriptor, pointer, length))
            var length = length
            try Self.check(getsockname(descriptor, pointer, &length))
        }
        return UInt16(bigEndian: address.sin_port)
    }

    /// Lets closing end the connection at once, so that its port is free again.
    func forgetWhenClosed() throws(Errno) {
        try set(SOL_SOCKET, SO_LINGER, to: linger(l_onoff: 1, l_linger: 0))
    }

    private static func address(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        return address
    }

    /// Binds to `address`, and replaces it by what the system made of it.
    private func bind<Address>(_ address: inout Address) throws(Errno) {
        try set(SOL_SOCKET, SO_REUSEADDR, to: CInt(1))
        try withSocketAddress(&address) { pointer, length throws(Errno) in
            try Self.check(systemBind(descriptor, pointer, length))
            var length = length
            try Self.check(getsockname(descriptor, pointer, &length))
        }
    }

    private func withSocketAddress<Address>(
        _ address: inout Address, _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) throws(Errno) -> Void
    ) throws(Errno) {
        try withUnsafeMutablePointer(to: &address) { pointer throws(Errno) in
            let raw = UnsafeMutableRawPointer(pointer)
            try body(raw.assumingMemoryBound(to: sockaddr.self), socklen_t(MemoryLayout<Address>.size))
        }
    }

    private func set<Value: BitwiseCopyable>(_ level: CInt, _ option: CInt, to value: Value) throws(Errno) {
        var value = value
        try Self.check(setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Value>.size)))
    }

    private static func check(_ code: CInt) throws(Errno) {
        guard code >= 0 else { throw Errno(rawValue: errno) }
    }
}

/// The system's `bind`, under a name that a method called `bind` does not hide.
private func systemBind(_ descriptor: CInt, _ address: UnsafePointer<sockaddr>, _ length: socklen_t) -> CInt {
    bind(descriptor, address, length)
}
