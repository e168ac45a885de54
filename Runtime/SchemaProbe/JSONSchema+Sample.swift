public import JSONCoding

extension JSONSchema {
    /// What can be said of JSON of which there is one `sample`: kinds and names, but neither limits nor what may be
    /// missing. A member that not all elements of an array have is not required.
    public init(sample: JSONTree) {
        switch sample {
        case .null: self = .null
        case .boolean: self = .boolean
        case .number: self = .number  // one that is whole today need not be so tomorrow
        case .string: self = .string()
        case .array(let elements): self = .array(.anyOf(Self.merged(elements.map { JSONSchema(sample: $0) })))
        case .object(let members):
            var names: Set<String> = []
            self = .object(
                members.filter { names.insert($0.name).inserted }
                    .map { Property($0.name, JSONSchema(sample: $0.value)) })
        }
    }

    /// `schemas` with all its objects made one.
    private static func merged(_ schemas: [JSONSchema]) -> [JSONSchema] {
        var others: [JSONSchema] = []
        var merged: [Property]?
        for schema in schemas {
            if case .object(let properties) = schema {
                merged = merged.map { merge($0, properties) } ?? properties
            } else if others.last != schema {
                others.append(schema)
            }
        }
        return others + (merged.map { [.object($0)] } ?? [])
    }

    private static func merge(_ left: [Property], _ right: [Property]) -> [Property] {
        if left == right { return left }
        let common = left.map { property in
            guard let other = right.first(where: { $0.name == property.name }) else {
                return Property(property.name, property.schema, isRequired: false)
            }
            return Property(
                property.name, .anyOf(merged([property.schema, other.schema])),
                isRequired: property.isRequired && other.isRequired)
        }
        let more = right.filter { property in !left.contains { $0.name == property.name } }
        return common + more.map { Property($0.name, $0.schema, isRequired: false) }
    }

    /// The plainest value that the schema allows: zeros, empty texts, arrays of one element, required members.
    public func placeholder(definitions: [String: JSONSchema] = [:]) -> JSONTree {
        placeholder(definitions, depth: 0)
    }

    private func placeholder(_ definitions: [String: JSONSchema], depth: Int) -> JSONTree {
        guard depth < 16 else { return .null }
        switch self {
        case .any, .null: return .null
        case .boolean: return false
        case .integer(let minimum, let maximum): return .number("\(max(minimum ?? .min, min(0, maximum ?? 0)))")
        case .number: return 0
        case .string(.uuid): return "00000000-0000-0000-0000-000000000000"
        case .string: return ""
        case .enumeration(let values): return values.first ?? .null
        case .array(let element):
            // What refers to itself ends with an empty array.
            if case .reference = element { return [] }
            return [element.placeholder(definitions, depth: depth + 1)]
        case .object(let properties):
            return .object(
                properties.filter(\.isRequired).map {
                    .init($0.name, $0.schema.placeholder(definitions, depth: depth + 1))
                })
        case .dictionary: return [:]
        case .alternatives(let schemas):
            return schemas.first?.placeholder(definitions, depth: depth + 1) ?? .null
        case .reference(let name): return definitions[name]?.placeholder(definitions, depth: depth + 1) ?? .null
        }
    }
}
