public import JSONCoding

/// What JSON a type reads or writes, in the words of JSON Schema 2020-12, which OpenAPI 3.1 uses.
///
/// Objects are open: no schema here refuses a key that it does not name, because decoders ignore such keys.
public indirect enum JSONSchema: Equatable, Sendable {
    /// Any JSON: nothing is known.
    case any
    /// `null`
    case null
    /// `true` or `false`
    case boolean
    /// A whole number, between limits where the type has fewer than 64 bits or no sign.
    case integer(minimum: Int? = nil, maximum: Int? = nil)
    /// A number.
    case number
    /// Text.
    case string(StringForm = .text)
    /// One of these values.
    case enumeration([JSONTree])
    /// Values of one kind.
    case array(JSONSchema)
    /// Members of which some are known.
    case object([Property])
    /// Members with names of any kind, and values of one.
    case dictionary(JSONSchema)
    /// One of at least two; see ``anyOf(_:)``.
    case alternatives([JSONSchema])
    /// The definition of this name: see ``ProbedSchema/definitions``.
    case reference(String)

    /// What a text holds.
    public enum StringForm: String, Sendable {
        /// Just text.
        case text
        /// Bytes in base64.
        case base64
        /// An address.
        case uri
        /// 32 hex digits in five groups.
        case uuid
    }

    /// A member of an object.
    public struct Property: Equatable, Sendable {
        /// Its name.
        public let name: String
        /// Its value.
        public let schema: JSONSchema
        /// Whether it may not be left out.
        public let isRequired: Bool

        /// A member `name`, which is required unless said otherwise.
        public init(_ name: String, _ schema: JSONSchema, isRequired: Bool = true) {
            self.name = name
            self.schema = schema
            self.isRequired = isRequired
        }
    }

    /// What any of `schemas` allows; alternatives within them are spread, and what is there twice is left out.
    public static func anyOf(_ schemas: [JSONSchema]) -> JSONSchema {
        var distinct: [JSONSchema] = []
        for schema in schemas {
            var parts = [schema]
            if case .alternatives(let inner) = schema { parts = inner }
            for part in parts where !distinct.contains(part) { distinct.append(part) }
        }
        if distinct.contains(.any) { return .any }
        switch distinct.count {
        case 0: return .any
        case 1: return distinct[0]
        default: return .alternatives(distinct)
        }
    }

    /// The same, or `null`.
    public var orNull: JSONSchema { .anyOf([self, .null]) }
}

// MARK: - As JSON

extension JSONSchema {
    /// The schema itself, with references below `definitions`, such as `#/components/schemas/`.
    public func json(definitions: String = "#/$defs/") -> JSONTree {
        switch self {
        case .any: [:]
        case .null: ["type": "null"]
        case .boolean: ["type": "boolean"]
        case .integer(let minimum, let maximum):
            .members([
                "type": "integer", "minimum": minimum.map { JSONTree(integerLiteral: $0) },
                "maximum": maximum.map { JSONTree(integerLiteral: $0) },
            ])
        case .number: ["type": "number"]
        case .string(.text): ["type": "string"]
        case .string(.base64): ["type": "string", "contentEncoding": "base64"]
        case .string(let form): ["type": "string", "format": .string(form.rawValue)]
        case .enumeration(let values): ["enum": .array(values)]
        case .array(let element): ["type": "array", "items": element.json(definitions: definitions)]
        case .object(let properties): Self.object(properties, definitions)
        case .dictionary(let value): ["type": "object", "additionalProperties": value.json(definitions: definitions)]
        case .alternatives(let schemas): ["anyOf": .array(schemas.map { $0.json(definitions: definitions) })]
        case .reference(let name): ["$ref": .string(definitions + name)]
        }
    }

    private static func object(_ properties: [Property], _ definitions: String) -> JSONTree {
        let required = properties.filter(\.isRequired).map { JSONTree.string($0.name) }
        return .members([
            "type": "object",
            "properties": properties.isEmpty
                ? nil : .object(properties.map { .init($0.name, $0.schema.json(definitions: definitions)) }),
            "required": required.isEmpty ? nil : .array(required),
        ])
    }
}
