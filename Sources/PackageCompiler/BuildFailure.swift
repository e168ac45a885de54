import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A build that failed, and what its output says beyond its own text.
struct BuildFailure: Sendable {
    /// What was printed.
    let output: CompilerMessages
    /// The libraries of the system that the author's package asks for.
    let systemLibraries: [SystemLibrary]
    /// The target of the model.
    let target: String
    /// The folder that the build writes to.
    let folder: FilePath
    /// How much is free on its disk now; nil when that is not known.
    let freeBytes: Int64?
    /// Where shared libraries are looked for.
    var libraryFolders = BuildFailure.usualFolders

    /// The folders in which the linker finds libraries without being told, on Debian and on others.
    static let usualFolders: [FilePath] = [
        "/usr/local/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/lib/x86_64-linux-gnu",
        "/lib/aarch64-linux-gnu", "/usr/lib64", "/lib64", "/usr/lib", "/lib",
    ]

    /// The error to throw. What is not recognised stays ``CompileError/failed(output:)``, word by word.
    var error: CompileError {
        let lines = output.searchable
        let text = output.errors
        let resource = ResourceProblem(in: lines)
        if resource == .disk || (freeBytes ?? .max) < DiskSpace.fewBytes {
            return .diskFull(folder, freeBytes: freeBytes)
        }
        if resource == .memory || text.isEmpty { return .killed(output: text) }
        if let version = ToolsVersionError(in: text) { return .newerToolsNeeded(version, output: text) }
        if let words = StaticToolchainLibrary.missingFolder(in: lines) {
            return .toolchainIncomplete(libraries: [], output: words)
        }
        let link = LinkProblem(in: lines)
        let ofToolchain = link.missingLibraries.filter(StaticToolchainLibrary.includes)
        guard ofToolchain.isEmpty else { return .toolchainIncomplete(libraries: ofToolchain, output: text) }
        let advice = PackageAdvice(in: lines)
        let missing = missingHeaders(in: lines, advice) + missingLibraries(link, advice)
        if !missing.isEmpty { return .missing(missing, lacksPkgConfig: advice.lacksPkgConfig, output: text) }
        if let symbols = link.undefined { return .undefined(symbols, target: symbols.target ?? target, output: text) }
        return .failed(output: text)
    }

    /// A header of the author's own that is misspelt is left to the compiler's words.
    private func missingHeaders(in lines: [String], _ advice: PackageAdvice) -> [MissingPiece] {
        MissingHeader.all(in: lines).compactMap { header in
            let library =
                systemLibraries.first { $0.name == header.module } ?? systemLibraries.first { $0.owns(header.file) }
            guard library != nil || header.isSystemHeader else { return nil }
            return MissingPiece(
                .header, name: header.name, target: library?.name ?? header.module ?? target,
                commands: library.map { commands(for: $0, advice) } ?? foreign(in: advice).compactMap(\.command))
        }
    }

    private func missingLibraries(_ link: LinkProblem, _ advice: PackageAdvice) -> [MissingPiece] {
        let named = link.missingLibraries.map { ($0, path: sharedLibrary($0)) }
        let given = link.sharedLibraries.map { (Self.libraryName(of: $0), path: FilePath($0)) }
        return (named + given).map { name, path in
            let library = systemLibraries.first { $0.isLinked(as: name) }
            let package = StaticToolchainLibrary.systemPackages[name].map { ["apt-get install \($0)"] }
            let foreign = foreign(in: advice).filter { $0.library.isLinked(as: name) }.compactMap(\.command)
            return MissingPiece(
                path.map { .staticLibrary(shared: $0) } ?? .library, name: name, target: library?.name ?? target,
                commands: package ?? library.map { commands(for: $0, advice) } ?? foreign)
        }
    }

    /// What installs a library that the author's package declares: the author's own words, else SwiftPM's.
    private func commands(for library: SystemLibrary, _ advice: PackageAdvice) -> [String] {
        let packages = library.packages.joined(separator: " ")
        if !packages.isEmpty { return ["apt-get install \(packages)"] }
        return library.pkgConfig.flatMap(advice.command(for:)).map { [$0] } ?? []
    }

    /// SwiftPM's help for libraries that only the author's dependencies declare.
    private func foreign(in advice: PackageAdvice) -> [PackageAdvice.Unknown] {
        let own = Set(systemLibraries.compactMap(\.pkgConfig))
        return advice.unknown.filter { !own.contains($0.pkgConfig) }
    }

    private func sharedLibrary(_ name: String) -> FilePath? {
        libraryFolders.map { $0.appending("lib\(name).so") }
            .first { FileManager.default.fileExists(atPath: $0.string) }
    }

    /// `openblas` for `/usr/lib/libopenblas.so.0`.
    private static func libraryName(of path: String) -> String {
        let file = path.split(separator: "/").last.map(String.init(_:)) ?? path
        let stem = file.firstRange(of: ".so").map { String(file[..<$0.lowerBound]) } ?? file
        return stem.between("lib", "") ?? stem
    }
}
