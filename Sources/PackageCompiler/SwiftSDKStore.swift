public import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The folder in which SwiftPM keeps Swift SDKs: what `swift sdk list` lists.
public struct SwiftSDKStore: Sendable {
    private let folder: FilePath

    /// The store in `folder`, which need not exist.
    public init(folder: FilePath) {
        self.folder = folder
    }

    /// The folder that the variable `CHASSIS_SWIFT_SDKS` names, else where SwiftPM looks by itself:
    /// `$XDG_CONFIG_HOME/swiftpm/swift-sdks` when that variable is set, else `~/.swiftpm/swift-sdks`.
    public static func locate(in variables: [String: String]) -> SwiftSDKStore {
        let current = FilePath(FileManager.default.currentDirectoryPath)
        if let own = variables["CHASSIS_SWIFT_SDKS"], !own.isEmpty {
            return SwiftSDKStore(folder: current.pushing(FilePath(own)).lexicallyNormalized())
        }
        if let shared = variables["XDG_CONFIG_HOME"], !shared.isEmpty {
            return SwiftSDKStore(folder: FilePath(shared).appending("swiftpm").appending("swift-sdks"))
        }
        // Not HOME, which SwiftPM does not ask.
        let home = FilePath(FileManager.default.homeDirectoryForCurrentUser.path)
        return SwiftSDKStore(folder: home.appending(".swiftpm").appending("swift-sdks"))
    }

    /// The SDKs that can be used on a machine whose toolchain has the triple `host`, sorted by id.
    ///
    /// A bundle that cannot be read is passed over, as SwiftPM does, with a warning of its own when it is used.
    func sdks(usableOn host: SwiftTriple) -> [SwiftSDK] {
        // No folder: nothing was ever installed.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? []
        return names.filter { $0.hasSuffix(".artifactbundle") }.sorted().flatMap {
            Self.sdks(of: folder.appending($0), usableOn: host)
        }.sorted { $0.id < $1.id }
    }

    private static func sdks(of bundle: FilePath, usableOn host: SwiftTriple) -> [SwiftSDK] {
        let file = bundle.appending("info.json")
        guard let info = decoded(BundleInfo.self, from: file) else { return [] }
        return info.artifacts.filter { $0.value.isSwiftSDK }.compactMap { id, artifact in
            artifact.variants.lazy.filter { $0.runs(on: host) }.compactMap { variant in
                let description = variant.description(in: bundle)
                guard let content = decoded(SDKDescription.self, from: description) else { return nil }
                return SwiftSDK(
                    id: id, targets: content.targets(relativeTo: description.removingLastComponent()), bundle: bundle,
                    descriptions: [file, description])
            }.first
        }
    }

    private static func decoded<Value: Decodable>(_: Value.Type, from file: FilePath) -> Value? {
        (try? file.contents()).flatMap { try? JSONDecoder().decode(Value.self, from: Data($0)) }
    }
}

/// `info.json`, which any bundle of artifacts has, as far as it is read.
private struct BundleInfo: Decodable {
    struct Artifact: Decodable {
        struct Variant: Decodable {
            let path: String
            let supportedTriples: [String]?

            /// One that names no machine is for every one.
            func runs(on host: SwiftTriple) -> Bool {
                supportedTriples.map { $0.contains { SwiftTriple(text: $0).isHost(like: host) } } ?? true
            }

            /// The variant names the folder of the description, or the file itself.
            func description(in bundle: FilePath) -> FilePath {
                let place = bundle.pushing(FilePath(path))
                return place.extension == "json" ? place : place.appending("swift-sdk.json")
            }
        }

        let type: String
        let variants: [Variant]

        var isSwiftSDK: Bool { ["swiftSDK", "crossCompilationDestination"].contains(type) }
    }

    let artifacts: [String: Artifact]
}

/// `swift-sdk.json` of version 4, as far as it is read.
private struct SDKDescription: Decodable {
    struct Paths: Decodable {
        let swiftStaticResourcesPath: String?
    }

    let targetTriples: [String: Paths]

    func targets(relativeTo folder: FilePath) -> [SwiftSDK.Target] {
        targetTriples.sorted { $0.key < $1.key }.map { triple, paths in
            SwiftSDK.Target(
                triple: SwiftTriple(text: triple),
                staticResources: paths.swiftStaticResourcesPath.map { folder.pushing(FilePath($0)) })
        }
    }
}
