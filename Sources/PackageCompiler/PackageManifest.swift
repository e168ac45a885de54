import ProjectConfig
import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a `Package.swift` declares, as far as finding and building a model needs it.
struct PackageManifest: Hashable, Sendable {
    /// The folder of `Package.swift`.
    let root: FilePath
    /// The name that the package gives itself.
    let name: String
    let targets: [PackageTarget]
    let products: [PackageProduct]
    let dependencies: [PackageDependency]

    /// The folders of the dependencies that are named by their path.
    var localPackages: [FilePath] {
        dependencies.compactMap { if case .path(let path) = $0.location { FilePath(path) } else { nil } }
    }

    /// Whether what is built from the package depends on nothing but the sources of packages: not on a library of the
    /// system, and not on a plugin, which may read anything.
    var isSelfContained: Bool {
        targets.allSatisfy { target in
            !["system", "plugin", "binary"].contains(target.type) && target.pluginUsages?.isEmpty != false
        }
    }

    /// Evaluates the manifest in `root`; takes about a second the first time, and much less while SwiftPM remembers it.
    ///
    /// Nothing is written into the package, so it may be read-only, or be built by somebody at the same time.
    /// - Parameter scratch: a folder for SwiftPM, which need not exist.
    /// - Throws: ``PackageError``, ``ToolsVersionError``; `CancellationError`.
    static func load(
        from root: FilePath, with swift: FilePath, scratch: FilePath, variables: [String: String]
    ) async throws -> PackageManifest {
        let manifest = root.appending("Package.swift")
        guard FileManager.default.fileExists(atPath: manifest.string) else {
            throw PackageError.noPackage(root, elsewhere: PackageSearch(from: root).nearest())
        }
        let dump = ChildProcess(
            executable: swift,
            arguments: [
                "package", "--package-path", root.string, "--scratch-path", scratch.string, "dump-package",
            ], variables: variables)
        let output = try await dump.output(limit: 16 << 20)
        if !output.succeeded, let error = ToolsVersionError(in: output.standardError) { throw error }
        guard output.succeeded else { throw PackageError.notEvaluated(manifest, output: output.standardError) }
        return try PackageManifest(decoding: output.standardOutput, root: root)
    }

    /// Reads what `swift package dump-package` prints.
    /// - Throws: ``PackageError/undecodable(_:reason:)``.
    init(decoding json: [UInt8], root: FilePath) throws(PackageError) {
        do {
            let dump = try JSONDecoder().decode(PackageDump.self, from: Data(json))
            self.root = root
            name = dump.name
            targets = dump.targets
            products = dump.products
            dependencies = dump.dependencies
        } catch {
            throw .undecodable(root.appending("Package.swift"), reason: "\(error)")
        }
    }
}

private struct PackageDump: Decodable {
    let name: String
    let targets: [PackageTarget]
    let products: [PackageProduct]
    let dependencies: [PackageDependency]
}
