public import BuildReport
public import OCISpec
public import SystemPackage

/// A platform that cannot be compiled for, because of the Swift SDK that there is for it or that there is not.
public enum SwiftSDKError: DiagnosticError, Equatable {
    /// Nothing that is installed compiles for these platforms. The last are SDKs that would if the toolchain had another
    /// version.
    case missing([Platform], host: Platform, toolchain: SwiftToolchain, otherVersions: [String])
    /// No SDK with this id is installed.
    case unknown(String, installed: [SwiftSDK])
    /// The SDK with this id compiles for others than these platforms.
    case unsupported(String, [Platform], served: [Platform])
    /// Several SDKs compile for the platform.
    case ambiguous(Platform, ids: [String])
    /// C libraries were to stay shared, and those of this machine are for this machine.
    case sharedLinking
    /// What was compiled with the SDK is for another platform.
    case otherPlatform(FilePath, Platform, wanted: SwiftSDKTarget)
    /// What was compiled with the SDK needs a loader.
    case notStatic(FilePath, interpreter: String, SwiftSDKTarget)

    /// What is missing, and how to get it.
    public var diagnostics: [Diagnostic] { [diagnostic] }

    private var diagnostic: Diagnostic {
        switch self {
        case .missing(let platforms, let host, let toolchain, let others):
            Self.missing(platforms, host, toolchain, others)
        case .unknown(let id, let installed):
            Diagnostic(
                "there is no Swift SDK \(id) on this machine", at: "--swift-sdk",
                remedies: installed.isEmpty
                    ? ["install it: `swift sdk install`; none is installed now"]
                    : ["take one that is installed: \(Self.list(installed.map(Self.label)))"])
        case .unsupported(let id, let platforms, let served):
            Diagnostic(
                "the Swift SDK \(id) does not compile for \(Self.list(platforms, joining: "or"))", at: "--swift-sdk",
                try: served.isEmpty
                    ? "take another one: nothing that it compiles for can be an image"
                    : "take another one, or build for \(Self.list(served, joining: "or"))")
        case .ambiguous(let platform, let ids):
            Diagnostic(
                "several Swift SDKs compile for \(platform): \(Self.list(ids))", at: "--platform",
                try: "say which: `--swift-sdk \(platform)=\(ids[0])`")
        case .sharedLinking:
            Diagnostic(
                "C libraries cannot stay shared in what is compiled with a Swift SDK", at: "--linking shared",
                try: "leave it out: such an executable is static",
                "build on a machine of the platform, and join the images: `chassis-build index create`")
        case .otherPlatform(let path, let platform, let wanted):
            Diagnostic(
                "the Swift SDK \(wanted.sdk.id) made an executable for \(platform), and its \(wanted.triple) was to make "
                    + "one for \(wanted.platform)", at: path.string,
                try: "look at what `swift sdk configure --show-configuration \(wanted.sdk.id)` says, or install it anew"
            )
        case .notStatic(let path, let interpreter, let target):
            Diagnostic(
                "the executable is not static: it needs \(interpreter)", at: path.string,
                try:
                    "compile with a Swift SDK that links statically, as the Static Linux SDK does; \(target.sdk.id) does "
                    + "not")
        }
    }

    private static func missing(
        _ platforms: [Platform], _ host: Platform, _ toolchain: SwiftToolchain, _ others: [String]
    ) -> Diagnostic {
        let wrong = others.isEmpty ? "" : "; made for another Swift than \(toolchain.version): \(list(others))"
        return Diagnostic(
            "there is no Swift SDK to compile for \(list(platforms)), and without one this machine compiles for "
                + "\(host) alone\(wrong)", at: "--platform",
            remedies: install(platforms, toolchain) + [
                "build on a machine of each platform, and join the images: `chassis-build index create`",
                "pack an executable that was compiled elsewhere: `--executable FILE`",
            ])
    }

    /// How to get SDKs. The Static Linux SDK is made for two processors, and for releases of Swift.
    private static func install(_ platforms: [Platform], _ toolchain: SwiftToolchain) -> [String] {
        var remedies: [String] = []
        if platforms.contains(where: StaticLinuxSDK.serves) {
            let address = StaticLinuxSDK.address(for: toolchain)
            remedies.append(
                address.map {
                    "install the Static Linux SDK: `swift sdk install \($0) --checksum CHECKSUM`; the checksum stands "
                        + "beside the download at \(StaticLinuxSDK.downloads), the way to use it in "
                        + StaticLinuxSDK.guide
                }
                    ?? "install the Static Linux SDK for exactly this toolchain, \(toolchain.name): \(StaticLinuxSDK.guide)"
            )
        }
        let others = platforms.filter { !StaticLinuxSDK.serves($0) }
        if !others.isEmpty {
            remedies.append(
                "install a Swift SDK for \(list(others)): `swift sdk install`; swift.org's Static Linux SDK is none")
        }
        return remedies
    }

    private static func label(of sdk: SwiftSDK) -> String {
        sdk.platforms.isEmpty ? sdk.id : "\(sdk.id) (\(list(sdk.platforms)))"
    }

    private static func list(_ items: [some CustomStringConvertible], joining word: String = "and") -> String {
        let texts = items.map(\.description)
        guard texts.count > 1, let last = texts.last else { return texts.joined() }
        return "\(texts.dropLast().joined(separator: ", ")) \(word) \(last)"
    }
}
