/// The operating system and processor that an image runs on, in Go's names, as the image spec wants them:
/// `linux/amd64`, `linux/arm64`, `linux/arm/v7`.
public struct Platform: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The processor, for example `amd64` or `arm64`.
    public let architecture: String
    /// The operating system, for example `linux`.
    public let os: String
    /// The variant of the processor, for example `v7`; nil for the default one.
    public let variant: String?

    /// 64-bit Intel and AMD under Linux.
    public static let linuxAMD64 = Platform(os: "linux", architecture: "amd64", variant: nil)
    /// 64-bit ARM under Linux.
    public static let linuxARM64 = Platform(os: "linux", architecture: "arm64", variant: nil)

    private init(os: String, architecture: String, variant: String?) {
        self.os = os
        self.architecture = architecture
        self.variant = variant
    }

    /// Reads `os/architecture` or `os/architecture/variant`; capitals and the names `x86_64`, `x86-64` and `aarch64`
    /// are understood, and `arm64/v8`, which is what `arm64` means, loses its variant.
    /// - Throws: ``PlatformError`` when there are not two or three parts of letters, digits, `.`, `_` and `-`.
    public init(parsing text: String) throws(PlatformError) {
        let parts = text.lowercased().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 || parts.count == 3, parts.allSatisfy(Self.isWord) else { throw .malformed(text) }
        let names = ["x86_64": "amd64", "x86-64": "amd64", "aarch64": "arm64"]
        let architecture = names[parts[1]] ?? parts[1]
        let variant = parts.count == 3 ? parts[2] : nil
        self.init(
            os: parts[0], architecture: architecture,
            variant: architecture == "arm64" && variant == "v8" ? nil : variant)
    }

    /// `os/architecture`, and `/variant` where there is one.
    public var description: String {
        ([os, architecture] + [variant].compactMap(\.self)).joined(separator: "/")
    }

    private static func isWord(_ part: String) -> Bool {
        !part.isEmpty
            && part.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
                case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): true
                default: false
                }
            }
    }
}
