/// A number of bytes as people read it: powers of 1000, three significant digits, as registries and disks count.
public struct ByteCount: CustomStringConvertible, Sendable {
    private let bytes: Int64

    /// The count `bytes`.
    public init(_ bytes: some BinaryInteger) {
        self.bytes = Int64(bytes)
    }

    /// For example `0 B`, `999 B`, `1.02 kB`, `25.1 MB`, `1.50 GB`.
    public var description: String {
        var (value, unit) = (Double(bytes), "B")
        for larger in ["kB", "MB", "GB", "TB"] where value >= 999.5 {
            (value, unit) = (value / 1000, larger)
        }
        return unit == "B" ? "\(bytes) B" : "\(Self.threeDigits(value)) \(unit)"
    }

    private static func threeDigits(_ value: Double) -> String {
        let decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0
        return fixed(value, decimals: decimals)
    }

    /// `value`, which is not negative, with exactly `decimals` digits after the point.
    package static func fixed(_ value: Double, decimals: Int) -> String {
        let scale = (0..<decimals).reduce(1) { power, _ in power * 10 }
        let scaled = Int((value * Double(scale)).rounded())
        guard decimals > 0 else { return "\(scaled)" }
        let fraction = String(scaled % scale)
        return "\(scaled / scale).\(String(repeating: "0", count: decimals - fraction.count))\(fraction)"
    }
}
