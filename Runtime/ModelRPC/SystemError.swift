#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The `errno` of a system call that failed.
struct SystemError: Error, Equatable {
    let code: CInt

    /// The result of a system call; throws when it is negative.
    @discardableResult
    static func check(_ result: CInt) throws(SystemError) -> CInt {
        guard result >= 0 else { throw SystemError(code: errno) }
        return result
    }

    /// Whether a socket of the IPv6 family fails like this because the system has no IPv6: the kernel was built or
    /// started without it, or no interface has an address of it.
    var meansNoIPv6: Bool { code == EAFNOSUPPORT || code == EADDRNOTAVAIL || code == EPROTONOSUPPORT }

    func listenError(port: Int, setting: String) -> ListenError {
        switch code {
        case EADDRINUSE: .portInUse(port, setting: setting)
        case EACCES: .portNotPermitted(port, setting: setting)
        default: .cannotListen(port: port, reason: strerror(code).map { String(cString: $0) } ?? "error \(code)")
        }
    }
}
