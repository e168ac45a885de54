import OCISpec

/// The Swift SDK of swift.org that links everything, musl included, into the program.
enum StaticLinuxSDK {
    /// Where downloads and their checksums are listed.
    static let downloads = "https://www.swift.org/install/linux/"
    /// How it is installed and used.
    static let guide = "https://www.swift.org/documentation/articles/static-linux-getting-started.html"

    /// Whether it compiles for `platform`.
    static func serves(_ platform: Platform) -> Bool {
        [.linuxAMD64, .linuxARM64].contains { PlatformMatch.areSame($0, platform) }
    }

    /// The address of the bundle for `toolchain`; nil for one that is no release of swift.org.
    ///
    /// The SDK has a version of its own in its name: 0.0.1 until Swift 6.2.3, and 0.1.0 since.
    static func address(for toolchain: SwiftToolchain) -> String? {
        let build = toolchain.build
        guard build.hasPrefix("swift-"), build.hasSuffix("-RELEASE") else { return nil }
        let version = toolchain.version < SwiftVersion(6, 2, 4) ? "0.0.1" : "0.1.0"
        let file = "\(build)_static-linux-\(version).artifactbundle.tar.gz"
        return "https://download.swift.org/\(build.lowercased())/static-sdk/\(build)/\(file)"
    }
}
