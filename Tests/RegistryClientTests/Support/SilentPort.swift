import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Runs `body` with a port of loopback that is taken, so that nobody else gets it, and on which nobody listens.
func withSilentPort<Result>(_ body: (Int) async throws -> Result) async throws -> Result {
    #if canImport(Darwin)
        let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #else
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
    #endif
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutableBytes(of: &address) { bytes in
        bytes.withMemoryRebound(to: sockaddr.self) { address in
            let bound = bind(descriptor, address.baseAddress, length)
            return bound == 0 ? getsockname(descriptor, address.baseAddress, &length) : bound
        }
    }
    guard code == 0 else { throw Errno(rawValue: errno) }
    return try await body(Int(UInt16(bigEndian: address.sin_port)))
}
