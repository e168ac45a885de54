extension PackageDependency {
    private enum KindKeys: String, CodingKey {
        case sourceControl, fileSystem, registry
    }

    private enum FieldKeys: String, CodingKey {
        case identity, path, location, requirement
        case name = "nameForTargetDependencyResolutionOnly"
    }

    private struct RepositoryLocation: Decodable {
        struct Remote: Decodable {
            let urlString: String
        }
        let remote: [Remote]?
        let local: [String]?
    }

    init(from decoder: any Decoder) throws {
        let kinds = try decoder.container(keyedBy: KindKeys.self)
        guard let kind = kinds.allKeys.first else {
            let context = DecodingError.Context(
                codingPath: decoder.codingPath, debugDescription: "a dependency of an unknown kind")
            throw DecodingError.dataCorrupted(context)
        }
        var list = try kinds.nestedUnkeyedContainer(forKey: kind)
        let fields = try list.nestedContainer(keyedBy: FieldKeys.self)
        identity = try fields.decode(String.self, forKey: .identity)
        name = try fields.decodeIfPresent(String.self, forKey: .name)
        switch kind {
        case .fileSystem:
            location = .path(try fields.decode(String.self, forKey: .path))
        case .sourceControl:
            let place = try fields.decode(RepositoryLocation.self, forKey: .location)
            guard let url = place.remote?.first?.urlString ?? place.local?.first else {
                throw DecodingError.dataCorruptedError(
                    forKey: .location, in: fields, debugDescription: "a repository without a location")
            }
            location = .repository(url: url, try fields.decode(Requirement.self, forKey: .requirement))
        case .registry:
            location = .registry(try fields.decode(Requirement.self, forKey: .requirement))
        }
    }
}

extension PackageDependency.Requirement: Decodable {
    private enum CodingKeys: String, CodingKey {
        case range, exact, branch, revision
    }

    private struct Bounds: Decodable {
        let lowerBound: String
        let upperBound: String
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let kind = container.allKeys.first
        switch kind {
        case .range?:
            var list = try container.nestedUnkeyedContainer(forKey: .range)
            let bounds = try list.decode(Bounds.self)
            self = .range(lower: bounds.lowerBound, upper: bounds.upperBound)
        case let kind?:
            var list = try container.nestedUnkeyedContainer(forKey: kind)
            let text = try list.decode(String.self)
            self = kind == .exact ? .exact(text) : kind == .branch ? .branch(text) : .revision(text)
        case nil:
            let context = DecodingError.Context(
                codingPath: decoder.codingPath, debugDescription: "a requirement of an unknown kind")
            throw DecodingError.dataCorrupted(context)
        }
    }
}
