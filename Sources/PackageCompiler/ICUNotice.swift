import BuildReport
import ELFFiles
import ProjectConfig
import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What to tell an author whose executable carries the tables of ICU, as it does when something imports full Foundation.
struct ICUNotice {
    /// A module whose sources can be looked at.
    struct Module {
        let name: String
        /// The paths of its Swift files, sorted.
        let files: [FilePath]
        /// Whose it is, for its paths to be read: the folder of the package, and the package's name unless it is the
        /// author's own.
        let root: FilePath
        let package: String?
    }

    /// The executable, with its symbols.
    let executable: ELFFile
    /// The modules that may be in it, the author's first.
    let modules: [Module]

    /// The smallest table that is worth a word: a megabyte.
    private static let bytesMin = 1 << 20

    /// The notice; nil when the executable has no such tables.
    /// - Throws: `ELFError`.
    var text: String? {
        get throws {
            let tables = try executable.sizes(ofSymbolsWithPrefix: "icudt").values.max() ?? 0
            guard tables >= Self.bytesMin else { return nil }
            let size = "\(ByteCount(Int64(tables)))"
            let start = "the executable carries the tables of ICU, \(size), because "
            guard let (module, place, name) = try source() else {
                return start + "something that it is made of imports Foundation; FoundationEssentials needs no tables"
            }
            let owner = module.package.map { " of package \($0)" } ?? ""
            return start + "\(module.name)\(owner) imports \(name) in \(place); "
                + "FoundationEssentials, where it is enough, would save them"
        }
    }

    /// The first module that is in the executable and imports full Foundation, with the place of the import.
    private func source() throws -> (module: Module, place: String, import: String)? {
        for module in modules {
            for file in module.files {
                // What cannot be read was not compiled either.
                guard let bytes = try? file.contents(),
                    let found = FoundationImport.first(in: String(decoding: bytes, as: UTF8.self))
                else { continue }
                // Every Swift symbol of a module begins with its name's length and its name.
                let prefix = "$s\(module.name.utf8.count)\(module.name)"
                guard try !executable.sizes(ofSymbolsWithPrefix: prefix).isEmpty else { break }
                var path = file
                _ = path.removePrefix(module.root)
                return (module, "\(path):\(found.line)", found.module)
            }
        }
        return nil
    }
}

extension ICUNotice.Module {
    /// The modules of the author's own package.
    static func all(of manifest: PackageManifest) -> [ICUNotice.Module] {
        manifest.targets.filter(\.isLibrary).map { target in
            ICUNotice.Module(
                name: target.moduleName, files: ModelSources(of: target, in: manifest.root).paths(),
                root: manifest.root, package: nil)
        }
    }

    /// The modules of `package`, as far as its folders tell: those below `Sources`, of which not all need be used.
    static func all(of package: WorkspaceState.Package) -> [ICUNotice.Module] {
        let sources = package.folder.appending("Sources")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: sources.string)) ?? []  // it may be elsewhere
        return names.sorted().map { name in
            let folder = sources.appending(name)
            let files = (try? FileManager.default.subpathsOfDirectory(atPath: folder.string)) ?? []  // it may be a file
            return ICUNotice.Module(
                name: name,
                files: files.filter { $0.hasSuffix(".swift") }.sorted().map { folder.pushing(FilePath($0)) },
                root: package.folder, package: package.identity)
        }
    }
}
