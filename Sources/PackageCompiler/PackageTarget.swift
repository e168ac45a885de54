/// A target of a package, decoded from `swift package dump-package`.
struct PackageTarget: Hashable, Sendable, Decodable {
    let name: String
    /// SwiftPM's word for the kind: `regular` is a library, others are `executable`, `test`, `macro`, `plugin`, ….
    let type: String
    /// The folder of the sources, relative to the package; nil for the usual one.
    let path: String?
    /// Files and folders below ``path`` that do not belong to the target.
    let exclude: [String]
    /// The only files and folders below ``path`` that belong to the target; nil for all.
    let sources: [String]?
    let dependencies: [TargetDependency]
    /// The plugins that take part in building it; nil when none is declared.
    let pluginUsages: [PluginUsage]?
    /// The name by which pkg-config knows the library of a `system` target.
    let pkgConfig: String?
    /// Which packages of the system have the library of a `system` target.
    let providers: [Provider]?

    /// The packages of one package manager, decoded from `{"apt": [["libopenblas-dev"]]}`; those for others than
    /// Debian's are not read.
    struct Provider: Hashable, Sendable, Decodable {
        let apt: [[String]]?
    }

    /// Whether other packages can import the target.
    var isLibrary: Bool { type == "regular" }

    /// The name under which Swift code imports the target.
    var moduleName: String {
        let name = String(name.map { $0.isLetter || $0.isNumber || $0 == "_" ? $0 : "_" })
        return name.first?.isNumber == true ? "_" + name.dropFirst() : name
    }

    /// Whether the target depends on the product `name` of another package, and the name of that package.
    func package(ofProduct name: String) -> String? {
        dependencies.lazy.filter { $0.name == name }.compactMap(\.package).first
    }
}

/// That a target uses a plugin; which one does not matter here.
struct PluginUsage: Hashable, Sendable, Decodable {
    init(from decoder: any Decoder) {}
}

/// What a target depends on.
struct TargetDependency: Hashable, Sendable, Decodable {
    /// The name of the product or target.
    let name: String
    /// The name or identity of the package that has it; nil for a target of the same package.
    let package: String?

    private enum CodingKeys: String, CodingKey {
        case product, byName, target
    }

    init(name: String, package: String?) {
        self.name = name
        self.package = package
    }

    /// A dependency by name alone is a target of the package, or a product of the package that has the same name.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if container.contains(.product) {
            var values = try container.nestedUnkeyedContainer(forKey: .product)
            name = try values.decode(String.self)
            package = try values.decodeIfPresent(String.self) ?? name
        } else if container.contains(.byName) {
            var values = try container.nestedUnkeyedContainer(forKey: .byName)
            name = try values.decode(String.self)
            package = name
        } else {
            var values = try container.nestedUnkeyedContainer(forKey: .target)
            name = try values.decode(String.self)
            package = nil
        }
    }
}
