/// A package that a manifest depends on, decoded from `swift package dump-package`.
struct PackageDependency: Hashable, Sendable, Decodable {
    /// Where the package comes from.
    enum Location: Hashable, Sendable {
        /// A folder, by its absolute path.
        case path(String)
        /// A Git repository.
        case repository(url: String, Requirement)
        /// A package registry.
        case registry(Requirement)
    }

    /// Which versions will do.
    enum Requirement: Hashable, Sendable {
        case range(lower: String, upper: String)
        case exact(String)
        case branch(String)
        case revision(String)
    }

    /// The name that SwiftPM tells packages apart by.
    let identity: String
    /// The name that the manifest gives the package, where it gives one.
    let name: String?
    let location: Location

    /// Whether a target that names `package` means this one.
    func isNamed(_ package: String) -> Bool {
        name == package || identity == package.lowercased()
    }

    /// The dependency as a manifest declares it.
    func manifestSource(traits: [String]) -> String {
        let arguments =
            switch location {
            case .path(let path): "name: \(swiftLiteral(name ?? identity)), path: \(swiftLiteral(path))"
            case .repository(let url, let requirement): "url: \(swiftLiteral(url)), \(requirement.manifestSource)"
            case .registry(let requirement): "id: \(swiftLiteral(identity)), \(requirement.manifestSource)"
            }
        return ".package(\(arguments), traits: [\(traits.map(swiftLiteral).joined(separator: ", "))])"
    }
}

extension PackageDependency.Requirement {
    fileprivate var manifestSource: String {
        switch self {
        case .range(let lower, let upper): "\(swiftLiteral(lower))..<\(swiftLiteral(upper))"
        case .exact(let version): "exact: \(swiftLiteral(version))"
        case .branch(let name): "branch: \(swiftLiteral(name))"
        case .revision(let revision): "revision: \(swiftLiteral(revision))"
        }
    }
}

/// `text` as a literal of Swift source.
func swiftLiteral(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar in
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case _ where scalar.properties.generalCategory == .control: "\\u{\(String(scalar.value, radix: 16))}"
        default: String(scalar)
        }
    }
    return "\"\(escaped.joined())\""
}
