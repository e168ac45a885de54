import SystemPackage

/// A C library of the system that a package asks for with a `.systemLibrary` target.
public struct SystemLibrary: Hashable, Sendable {
    /// The name of the target, under which Swift code imports it.
    public let name: String
    /// The name by which pkg-config knows it.
    public let pkgConfig: String?
    /// Debian's packages that have it, as the author names them.
    public let packages: [String]
    /// The libraries that its module map links; nil when the module map was not read.
    public let links: [String]?

    /// A library that is known by these names.
    public init(name: String, pkgConfig: String?, packages: [String], links: [String]? = nil) {
        self.name = name
        self.pkgConfig = pkgConfig
        self.packages = packages
        self.links = links
    }

    /// Whether the linker's `-l` with the word `library` means this one.
    func isLinked(as library: String) -> Bool {
        if let links, links.contains(library) { return true }
        return names.contains(library.lowercased())
            || packages.contains { $0 == "lib\(library)-dev" || $0 == "\(library)-dev" }
    }

    /// Whether `path` lies in the folder of the target.
    func owns(_ path: String) -> Bool {
        path.split(separator: "/").dropLast().contains { $0 == name }
    }

    /// What a library file may be called: `openblas` for `COpenBLAS`, `archive` for pkg-config's `libarchive`.
    private var names: Set<String> {
        var names: Set<String> = []
        if let pkgConfig = pkgConfig?.lowercased() {
            names.insert(pkgConfig)
            if pkgConfig.hasPrefix("lib") { names.insert(String(pkgConfig.dropFirst(3))) }
        }
        names.insert(name.lowercased())
        if name.hasPrefix("C") { names.insert(name.dropFirst().lowercased()) }
        return names
    }
}

extension SystemLibrary {
    /// The library of `target`, which is of the kind `system`, in the package at `root`.
    init(of target: PackageTarget, in root: FilePath) {
        let path = ModelSources(of: target, in: root).folder.appending("module.modulemap")
        let text = try? path.contents()  // the compiler complains better of a module map that cannot be read
        self.init(
            name: target.name, pkgConfig: target.pkgConfig,
            packages: (target.providers ?? []).compactMap(\.apt).flatMap { $0.flatMap(\.self) },
            links: text.map { ModuleMap(parsing: String(decoding: $0, as: UTF8.self)).links })
    }
}

extension PackageManifest {
    /// The libraries of the system that the package itself declares. Those of packages that it depends on are known
    /// only by what SwiftPM says of them.
    var systemLibraries: [SystemLibrary] {
        targets.filter { $0.type == "system" }.map { SystemLibrary(of: $0, in: root) }
    }
}
