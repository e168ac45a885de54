/// A number of bytes, written the way the Status message writes it: `512M`, `1.5G`, with 1024 as the step.
public struct ByteSize: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The number of bytes.
    public let bytes: Int

    /// A size of `bytes`, which is not negative.
    public init(bytes: Int) {
        precondition(bytes >= 0, "a size is not negative")
        self.bytes = bytes
    }

    /// `count` × 1024 bytes.
    public static func kibibytes(_ count: Double) -> ByteSize { ByteSize(bytes: Int(count * 1024)) }
    /// `count` × 1024² bytes.
    public static func mebibytes(_ count: Double) -> ByteSize { ByteSize(bytes: Int(count * 1024 * 1024)) }
    /// `count` × 1024³ bytes.
    public static func gibibytes(_ count: Double) -> ByteSize { ByteSize(bytes: Int(count * 1024 * 1024 * 1024)) }

    /// The smaller number of bytes comes first.
    public static func < (left: ByteSize, right: ByteSize) -> Bool { left.bytes < right.bytes }

    /// In the largest of the units G, M and K of which the size is a whole number or one and a tenth, such as `1.5G`;
    /// plain bytes otherwise.
    public var description: String {
        for (unit, scale) in [("G", 1 << 30), ("M", 1 << 20), ("K", 1 << 10)] where bytes >= scale {
            let (whole, tenths) = (bytes / scale, bytes % scale * 10)
            guard tenths % scale == 0 else { continue }
            return tenths == 0 ? "\(whole)\(unit)" : "\(whole).\(tenths / scale)\(unit)"
        }
        return "\(bytes)"
    }
}
