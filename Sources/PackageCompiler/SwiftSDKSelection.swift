public import OCISpec
public import ProjectConfig

/// What each platform of an image is compiled with: the toolchain itself, or a Swift SDK.
public struct SwiftSDKSelection: Hashable, Sendable {
    /// One platform.
    public struct Compilation: Hashable, Sendable {
        /// What is compiled for.
        public let platform: Platform
        /// The SDK that is compiled with; nil for the toolchain alone.
        public let target: SwiftSDKTarget?
        /// Whether this machine runs what comes of it.
        public let runsHere: Bool
    }

    /// The platforms in the order in which they were asked for, each once.
    public let compilations: [Compilation]
    /// What was chosen or passed over without being asked for, for the person who builds.
    public let notes: [String]

    /// Decides for `project` on a machine whose own platform is `host`, before anything is compiled. Where the toolchain
    /// alone is enough, no SDK is looked for.
    /// - Throws: ``SwiftSDKError``, ``ToolchainError``; `CancellationError`.
    public static func of(
        _ project: Project, host: Platform, variables: [String: String]
    ) async throws -> SwiftSDKSelection {
        let isNative = project.swiftSDKs.isEmpty && project.platforms.allSatisfy { PlatformMatch.areSame($0, host) }
        if isNative {
            let compilation = Compilation(platform: host, target: nil, runsHere: true)
            return SwiftSDKSelection(compilations: [compilation], notes: [])
        }
        let toolchain = try await SwiftToolchain.find(in: variables)
        return try SwiftSDKSelection(
            of: project, host: host, toolchain: toolchain,
            installed: SwiftSDKStore.locate(in: variables).sdks(usableOn: toolchain.triple))
    }

    private init(compilations: [Compilation], notes: [String]) {
        self.compilations = compilations
        self.notes = notes
    }

    /// Decides with the SDKs that are `installed`.
    ///
    /// An SDK that is named for the platform comes first, then one that is named for all and serves it. Without a name the
    /// host's platform needs none, and another one gets the only SDK that serves it and is not for another version of
    /// Swift.
    init(
        of project: Project, host: Platform, toolchain: SwiftToolchain, installed: [SwiftSDK]
    ) throws(SwiftSDKError) {
        let platforms = Self.unique(project.platforms.isEmpty ? [host] : project.platforms)
        let named = try Self.named(project.swiftSDKs, in: installed)
        var compilations: [Compilation] = []
        var notes: [String] = []
        var used: Set<SwiftSDK> = []
        var missing: [Platform] = []
        for platform in platforms {
            let isHost = PlatformMatch.areSame(platform, host)
            var target = try Self.choose(of: named, for: platform)
            if target == nil, !isHost {
                target = try Self.only(of: installed, for: platform, toolchain)
                guard let target else {
                    missing.append(platform)
                    continue
                }
                notes.append("\(platform) is compiled with the Swift SDK \(target.sdk.id), the only one for it here")
            }
            if let target { used.insert(target.sdk) }
            compilations.append(Compilation(platform: platform, target: target, runsHere: isHost))
        }
        guard missing.isEmpty else {
            throw .missing(missing, host: host, toolchain: toolchain, otherVersions: Self.ids(of: installed, missing))
        }
        for choice in named where !used.contains(choice.sdk) {
            // One that is named for all must be good for something; one for a platform may wait for another build.
            guard choice.platform != nil || platforms.contains(where: { choice.sdk.target(for: $0) != nil }) else {
                throw .unsupported(choice.sdk.id, platforms, served: choice.sdk.platforms)
            }
            let reason = choice.platform.map { "\($0) is not built" } ?? "others are named for what it serves"
            notes.append("the Swift SDK \(choice.sdk.id) is not used: \(reason)")
        }
        guard used.isEmpty || project.linking != .shared else { throw .sharedLinking }
        notes += used.sorted { $0.id < $1.id }.compactMap { sdk in
            guard let version = sdk.version, version != toolchain.version else { return nil }
            return "the Swift SDK \(sdk.id) is for Swift \(version), and the toolchain is \(toolchain.version)"
        }
        self.init(compilations: compilations, notes: notes)
    }

    /// An installed SDK that was named, and for what.
    private struct Named {
        let sdk: SwiftSDK
        let platform: Platform?
    }

    private static func named(
        _ choices: [SwiftSDKChoice], in installed: [SwiftSDK]
    ) throws(SwiftSDKError) -> [Named] {
        var named: [Named] = []
        for choice in choices {
            guard let sdk = installed.first(where: { $0.id == choice.id }) else {
                throw .unknown(choice.id, installed: installed)
            }
            if let platform = choice.platform, sdk.target(for: platform) == nil {
                throw .unsupported(choice.id, [platform], served: sdk.platforms)
            }
            named.append(Named(sdk: sdk, platform: choice.platform))
        }
        return named
    }

    private static func choose(of named: [Named], for platform: Platform) throws(SwiftSDKError) -> SwiftSDKTarget? {
        let own = named.filter { $0.platform.map { PlatformMatch.areSame($0, platform) } ?? false }
        let general = named.filter { $0.platform == nil }
        return try single(of: (own.isEmpty ? general : own).map(\.sdk), for: platform)
    }

    /// The one SDK for `platform` that nobody had to name.
    private static func only(
        of installed: [SwiftSDK], for platform: Platform, _ toolchain: SwiftToolchain
    ) throws(SwiftSDKError) -> SwiftSDKTarget? {
        try single(
            of: installed.filter { $0.version.map { $0 == toolchain.version } ?? true }, for: platform)
    }

    private static func single(
        of sdks: [SwiftSDK], for platform: Platform
    ) throws(SwiftSDKError) -> SwiftSDKTarget? {
        var targets: [SwiftSDKTarget] = []
        for target in sdks.compactMap({ $0.target(for: platform) }) where !targets.contains(target) {
            targets.append(target)
        }
        guard targets.count <= 1 else { throw .ambiguous(platform, ids: targets.map(\.sdk.id)) }
        return targets.first
    }

    /// The SDKs that would serve one of `platforms` if they were for this toolchain.
    private static func ids(of installed: [SwiftSDK], _ platforms: [Platform]) -> [String] {
        installed.filter { sdk in platforms.contains { sdk.target(for: $0) != nil } }.map(\.id)
    }

    private static func unique(_ platforms: [Platform]) -> [Platform] {
        platforms.reduce(into: []) { unique, platform in
            if !unique.contains(where: { PlatformMatch.areSame($0, platform) }) { unique.append(platform) }
        }
    }
}
