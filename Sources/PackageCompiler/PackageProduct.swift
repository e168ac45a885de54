/// A product of a package, decoded from `swift package dump-package`.
struct PackageProduct: Hashable, Sendable, Decodable {
    /// How a product is linked, as far as it matters here.
    enum Kind: Hashable, Sendable {
        /// A library that can be linked into a static executable.
        case library
        /// A library that is always a file of its own.
        case dynamicLibrary
        /// An executable, a plugin, a macro.
        case other
    }

    let name: String
    let targets: [String]
    let kind: Kind

    private enum CodingKeys: String, CodingKey {
        case name, targets, type
    }

    private enum TypeKeys: String, CodingKey {
        case library
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        targets = try container.decode([String].self, forKey: .targets)
        let type = try container.nestedContainer(keyedBy: TypeKeys.self, forKey: .type)
        switch try type.decodeIfPresent([String].self, forKey: .library) {
        case ["dynamic"]: kind = .dynamicLibrary
        case .some: kind = .library
        case nil: kind = .other
        }
    }
}
