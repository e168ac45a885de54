import SystemPackage

@testable import LocalRun

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Runs `body` with a port of this machine that nobody else gets meanwhile, and on which connections are accepted, or
/// refused.
func withListener<Result>(refusing: Bool = false, _ body: (Int) async throws -> Result) async throws -> Result {
    #if canImport(Darwin)
        let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #else
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
    #endif
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeBytes(of: &address) { bytes in
        bytes.withMemoryRebound(to: sockaddr.self) { bind(descriptor, $0.baseAddress, length) }
    }
    guard bound == 0, refusing || listen(descriptor, 8) == 0 else { throw Errno(rawValue: errno) }
    let code = withUnsafeMutableBytes(of: &address) { bytes in
        bytes.withMemoryRebound(to: sockaddr.self) { getsockname(descriptor, $0.baseAddress, &length) }
    }
    guard code == 0 else { throw Errno(rawValue: errno) }
    return try await body(Int(UInt16(bigEndian: address.sin_port)))
}
