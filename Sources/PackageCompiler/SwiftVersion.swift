/// The version of a Swift compiler.
public struct SwiftVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The first number.
    public let major: Int
    /// The second number.
    public let minor: Int
    /// The third number, 0 when it is not written.
    public let patch: Int

    /// The version `major`.`minor`.`patch`.
    public init(_ major: Int, _ minor: Int, _ patch: Int = 0) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    /// Reads a version such as `6.3.1` or `6.3-dev`; nil when it does not begin with two numbers.
    init?(parsing text: some StringProtocol) {
        let numbers = text.prefix { $0.isNumber || $0 == "." }.split(separator: ".").map { Int($0) }
        guard numbers.count >= 2, let major = numbers[0], let minor = numbers[1] else { return nil }
        self.init(major, minor, numbers.count > 2 ? numbers[2] ?? 0 : 0)
    }

    /// The older version comes first.
    public static func < (left: SwiftVersion, right: SwiftVersion) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }

    /// The three numbers, the last only when it is not 0.
    public var description: String { "\(major).\(minor)" + (patch == 0 ? "" : ".\(patch)") }
}
