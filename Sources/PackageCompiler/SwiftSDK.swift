import OCISpec
import SystemPackage

/// A Swift SDK that is installed for SwiftPM: what compiles for other machines than this one.
///
/// It is an artifact of a bundle, and has one or several targets, each a triple with its libraries. What is read of it is
/// described in [SE-0387](https://github.com/swiftlang/swift-evolution/blob/main/proposals/0387-cross-compilation-destinations.md).
public struct SwiftSDK: Hashable, Sendable {
    /// What it compiles for.
    struct Target: Hashable, Sendable {
        let triple: SwiftTriple
        /// The folder with the static libraries of Swift, as `swift_static` of a toolchain; nil when it has none.
        let staticResources: FilePath?
    }

    /// The name that `swift sdk list` shows and `--swift-sdk` takes.
    public let id: String
    /// Its targets, by triple.
    let targets: [Target]
    /// The folder of the bundle that it is a part of.
    let bundle: FilePath
    /// The files that describe it, which are others after another bundle was installed in place of this one.
    let descriptions: [FilePath]

    /// The platforms that it compiles for, in the order of its targets.
    var platforms: [Platform] {
        targets.compactMap(\.triple.platform).reduce(into: []) { platforms, platform in
            if !platforms.contains(platform) { platforms.append(platform) }
        }
    }

    /// The version of the toolchain that it is for, as far as its id tells one: `swift-6.3.1-RELEASE_static-linux-0.1.0`.
    var version: SwiftVersion? {
        SwiftVersion(parsing: id.hasPrefix("swift-") ? id.dropFirst("swift-".count) : id[...])
    }

    /// What it compiles `platform` with; nil when it does not serve that. Of several targets one with musl is taken, whose
    /// programs are static.
    func target(for platform: Platform) -> SwiftSDKTarget? {
        let fitting = targets.filter { target in
            target.triple.platform.map { PlatformMatch.areSame($0, platform) } ?? false
        }
        return (fitting.first(where: \.triple.isMusl) ?? fitting.first)
            .map { SwiftSDKTarget(sdk: self, target: $0, platform: platform) }
    }
}
