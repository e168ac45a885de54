import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What SwiftPM knows of the packages that it resolved, from `workspace-state.json` in a scratch folder.
struct WorkspaceState: Sendable {
    /// A package, and where its sources lie.
    struct Package: Hashable, Sendable {
        /// The name by which SwiftPM tells packages apart.
        let identity: String
        /// The folder of its `Package.swift`.
        let folder: FilePath
        /// The version that was chosen; nil for a package that is taken from a folder, a branch or a revision.
        let version: String?
        /// Whether it lies where the author put it, and may change at any time.
        let isLocal: Bool
    }

    /// The file's name.
    static let fileName = "workspace-state.json"

    let packages: [Package]

    /// The state of the scratch folder `scratch`; without packages when SwiftPM has resolved nothing there.
    init(scratch: FilePath) {
        guard let json = try? scratch.appending(Self.fileName).contents(),  // absent when there are none
            let state = try? JSONDecoder().decode(State.self, from: Data(json))
        else {
            packages = []
            return
        }
        packages = state.object.dependencies.compactMap { dependency in
            let identity = dependency.packageRef.identity
            if let path = dependency.state.path, dependency.packageRef.kind != "registry" {
                return Package(identity: identity, folder: FilePath(path), version: nil, isLocal: true)
            }
            let registry = dependency.packageRef.kind == "registry"
            return Package(
                identity: identity,
                folder: scratch.pushing(registry ? "registry/downloads" : "checkouts").pushing(
                    FilePath(dependency.subpath)),
                version: dependency.state.checkoutState?.version ?? dependency.state.version, isLocal: false)
        }
    }

    private struct State: Decodable {
        struct Object: Decodable {
            let dependencies: [Dependency]
        }

        struct Dependency: Decodable {
            struct Reference: Decodable {
                let identity: String
                let kind: String
            }

            struct Place: Decodable {
                struct Checkout: Decodable {
                    let version: String?
                }

                let path: String?
                let version: String?
                let checkoutState: Checkout?
            }

            let packageRef: Reference
            let state: Place
            let subpath: String
        }

        let object: Object
    }
}
