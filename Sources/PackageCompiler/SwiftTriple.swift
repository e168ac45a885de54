import OCISpec

/// A target triple, `aarch64-swift-linux-musl`, and what it means to images.
struct SwiftTriple: Hashable, Sendable {
    /// The triple as it is written.
    let text: String

    /// The platform of the images that its programs run in; nil when that is not Linux, or its processor has no name there.
    var platform: Platform? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[2] == "linux", !environment.hasPrefix("android") else { return nil }
        let architecture: String? =
            switch parts[0] {
            case "x86_64": "amd64"
            case "aarch64", "arm64": "arm64"
            case "armv7", "armv7a": "arm/v7"
            case "armv6": "arm/v6"
            case "i686", "i386": "386"
            case "riscv64": "riscv64"
            case "powerpc64le": "ppc64le"
            case "s390x": "s390x"
            case "loongarch64": "loong64"
            default: nil
            }
        return architecture.flatMap { try? Platform(parsing: "linux/\($0)") }  // each of these is well-formed
    }

    /// Whether its C library is musl, whose programs are static as a rule.
    var isMusl: Bool { environment.hasPrefix("musl") }

    /// Whether what was made for a build machine with the triple `other` runs on this one: versions, as of `macosx14.0`, do
    /// not count.
    func isHost(like other: SwiftTriple) -> Bool { unversioned == other.unversioned }

    /// What follows the operating system: `gnu`, `musl`, or nothing.
    private var environment: Substring {
        let parts = text.split(separator: "-", maxSplits: 3, omittingEmptySubsequences: false)
        return parts.count == 4 ? parts[3] : ""
    }

    private var unversioned: [Substring] {
        text.split(separator: "-", omittingEmptySubsequences: false).map { part in
            part.firstIndex(of: ".").map { part[..<$0] } ?? part
        }.enumerated().map { place, part in
            guard place == 2 else { return part }
            return part.prefix { !$0.isNumber }
        }
    }
}
