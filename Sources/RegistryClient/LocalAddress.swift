#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What a host in an address says about the network that it is in. Names are not looked up: only what is written counts.
enum LocalAddress {
    /// Whether `host` is this machine: `localhost`, 127.0.0.0/8 or `[::1]`.
    static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host.hasSuffix(".localhost") { return true }
        if let address = ipv4(host) { return address >> 24 == 127 }
        guard let bytes = ipv6(host) else { return false }
        return bytes == Array(repeating: 0, count: 15) + [1] || mapped(bytes).map { $0 >> 24 == 127 } == true
    }

    /// Whether `host` is an address that an outsider cannot reach: loopback, private, link-local, or "this host".
    ///
    /// A registry elsewhere that sends us to one wants us to make a request that it cannot make itself.
    static func isLocal(_ host: String) -> Bool {
        if isLoopback(host) { return true }
        if let address = ipv4(host) { return isLocal(address) }
        guard let bytes = ipv6(host) else { return false }
        if let address = mapped(bytes) { return isLocal(address) }
        let isUniqueLocal = bytes[0] & 0xFE == 0xFC
        let isLinkLocal = bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80
        return isUniqueLocal || isLinkLocal || bytes.allSatisfy { $0 == 0 }
    }

    private static func isLocal(_ address: UInt32) -> Bool {
        let ranges: [(network: UInt32, bits: UInt32)] = [
            (0x0000_0000, 8), (0x0A00_0000, 8), (0x6440_0000, 10), (0x7F00_0000, 8), (0xA9FE_0000, 16),
            (0xAC10_0000, 12), (0xC0A8_0000, 16),
        ]
        return ranges.contains { address >> (32 - $0.bits) == $0.network >> (32 - $0.bits) }
    }

    /// The address in host order, in any form that a resolver takes: `127.1` and `0x7f000001` are 127.0.0.1.
    static func ipv4(_ host: String) -> UInt32? {
        var address = in_addr()
        return inet_aton(host, &address) != 0 ? UInt32(bigEndian: address.s_addr) : nil
    }

    /// The sixteen bytes of an address in brackets or without them; a zone after `%` is passed over.
    static func ipv6(_ host: String) -> [UInt8]? {
        var text = host
        if text.hasPrefix("["), text.hasSuffix("]") { text = String(text.dropFirst().dropLast()) }
        text = String(text.prefix { $0 != "%" })
        var address = in6_addr()
        guard inet_pton(AF_INET6, text, &address) == 1 else { return nil }
        return withUnsafeBytes(of: &address) { Array($0) }
    }

    /// The IPv4 address within `::ffff:a.b.c.d`.
    private static func mapped(_ bytes: [UInt8]) -> UInt32? {
        guard bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF else { return nil }
        return bytes[12...].reduce(0) { $0 << 8 | UInt32($1) }
    }
}
