/// A range of addresses: `10.0.0.0/8`, `fd00::/8`.
struct IPNetwork {
    private let address: [UInt8]
    private let bits: Int

    /// Nil when `text` has no `/`, or is no network.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let bits = Int(parts[1]), let address = Self.bytes(parts[0]) else { return nil }
        guard (0...address.count * 8).contains(bits) else { return nil }
        self.address = address
        self.bits = bits
    }

    /// Whether `host` is an address in the network; a name is not looked up.
    func contains(_ host: String) -> Bool {
        guard let other = Self.bytes(host), other.count == address.count else { return false }
        return (0..<bits).allSatisfy { bit in
            let mask = UInt8(0x80) >> (bit % 8)
            return other[bit / 8] & mask == address[bit / 8] & mask
        }
    }

    private static func bytes(_ host: String) -> [UInt8]? {
        if let ipv4 = LocalAddress.ipv4(host) { return withUnsafeBytes(of: ipv4.bigEndian) { Array($0) } }
        return LocalAddress.ipv6(host)
    }
}
